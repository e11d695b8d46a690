"""What PostgreSQL itself lets each person do: one database role per person, in one of three
groups; what the groups may do with each table; and what is done on behalf of who may not.

The desk's own rules say the same in words before the server has to. Invariant: with the grants
applied, a person's database role can do nothing that the desk would not let them do to people,
boards, settings and the log, whatever program they use.
"""
