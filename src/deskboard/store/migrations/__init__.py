"""The history of the schema, as Alembic revisions shipped with the program.

Written by hand and never changed once released: what a revision does must not depend on what
the tables look like today.
"""
