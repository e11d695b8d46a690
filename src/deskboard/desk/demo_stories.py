"""The stories of the demonstration board, written by hand: they are what screenshots show.

Requesters are keys of ``REQUESTERS``, members logins of ``MEMBERS`` or ``me``. Times are hours
from now. A step begins with ``x `` when it is done. A line of talk is ``login: text`` for a
public reply and ``login# text`` for an internal note. Everybody here is invented.
"""

# ruff: noqa: E501  a story is read as a whole, not by its lines

from __future__ import annotations

from typing import NamedTuple

DOMAIN = "larkfield.example"

MEMBERS = {
    "ann": "Ann Keller",
    "tomas": "Tomas Petraitis",
    "sora": "김소라",
    "ravi": "Ravi Menon",
    "lena": "Lena Fischer",
    "omar": "Omar Haddad",
}

REQUESTERS = {
    "maria": "Maria Lopez",
    "jonas": "Jonas Kazlauskas",
    "egle": "Eglė Žukauskaitė",
    "ruta": "Rūta Šimkutė",
    "vytas": "Vytautas Mažeika",
    "minji": "김민지",
    "seojun": "박서준",
    "jiwoo": "이지우",
    "hana": "최하나",
    "peter": "Peter Novak",
    "sofia": "Sofia Rossi",
    "liam": "Liam O'Connor",
    "chloe": "Chloé Martin",
    "nils": "Nils Bergström",
    "zoe": "Zoe Adams",
    "david": "David Stern",
    "amara": "Amara Okafor",
    "kenji": "Kenji Sato",
    "ingrid": "Ingrid Voss",
    "marek": "Marek Zielinski",
    "fatima": "Fatima Zahra",
    "george": "George Mbeki",
    "helen": "Helen Wright",
    "ivan": "Ivan Horvat",
    "julia": "Julia Brandt",
    "karl": "Karl Jensen",
    "laura": "Laura Gomez",
    "mateo": "Mateo Silva",
    "nora": "Nora Lindqvist",
    "oscar": "Oscar Dubois",
}


class Story(NamedTuple):
    """One ticket. ``where``: todo, doing or done; ``age``: hours since it was added; ``due``:
    hours from now, negative when it is past."""

    title: str
    requester: str
    where: str
    age: float
    priority: str = "normal"
    kind: str = "support"
    tags: str = ""
    assignee: str = ""
    due: float | None = None
    status: str = "normal"
    queue: str = "desktop"
    body: str = ""
    steps: tuple[str, ...] = ()
    talk: tuple[str, ...] = ()


OPEN = (
    Story("VPN drops every ten minutes for the finance team", "maria", "doing", 3, "critical", "incident", "vpn finance", "ann", 2, "in-progress", "network",
        "Since about nine this morning the VPN drops every ten minutes for all of us on the third floor. Month end is **tomorrow**.\n\nError: `session timed out (809)`",
        ("x Collect client logs", "x Compare with gateway vpn-02", "Roll back the firmware of vpn-01", "Confirm with Maria"),
        ("ann: I can see it on gateway vpn-01. We are moving finance to vpn-02 now.", "maria: Stable for 20 minutes so far, thank you!", "ann# vpn-01 got firmware 9.4 last night. Rolling back at 12:30.")),
    Story("Mail delivery to outside addresses is delayed by hours", "helen", "doing", 6, "critical", "incident", "mail outage", "me", 4, "in-progress", "servers",
        "Mails to customers arrive two to five hours late. Inside the company all is well.",
        ("x Check the outbound queue", "x Ask the relay provider", "Drain the queue in batches", "Write the note for all staff"),
        ("me: We found 14,000 mails waiting in the outbound queue; the relay refuses us since 06:10.", "omar# Relay ticket 88213 opened, they promise an answer within the hour.", "helen: Sales is asking every five minutes. Can I tell them something?")),
    Story("Onboarding: Jiwoo Lee starts on Monday (sales, Seoul)", "hana", "doing", 50, "high", "change", "onboarding seoul", "sora", 66, "in-progress", "accounts",
        "월요일에 영업팀에 이지우 님이 입사합니다. 노트북, 계정, 출입 카드가 필요합니다.\n\nLaptop, accounts, badge and a phone, please.",
        ("x Create the account", "x Add to groups sales-kr and all-seoul", "x Order laptop (13 inch)", "Install the standard image", "Phone number and extension", "Badge with access to floor 7", "Welcome mail with first steps"),
        ("sora: 노트북은 내일 도착합니다. The laptop arrives tomorrow.", "hana: 감사합니다!")),
    Story("Licence of the CAD software runs out", "nils", "todo", 210, "high", "change", "licence engineering", "lena", -70, "waiting", "procurement",
        "The 12 seats expire and the renewal still waits for a signature. Without it engineering stands still.",
        ("x Get the offer", "x Have it checked by purchasing", "Signature by the head of engineering", "Enter the new key on lic-01"),
        ("lena: The offer is with your head of department since last Tuesday.", "nils: He is back tomorrow, I will ask him again.")),
    Story("Printer on floor 3 prints grey stripes", "zoe", "todo", 26, "normal", "incident", "printer", "", 20, "ready", "desktop",
        "All prints from PRN-3-02 have a grey stripe on the left. Changing the toner did not help."),
    Story("Cannot log in after changing my password", "ruta", "todo", 0.6, "high", "support", "password", "", 1, "normal", "accounts",
        "Pakeičiau slaptažodį ir nebegaliu prisijungti prie nešiojamojo kompiuterio.\n\nI changed my password at home and now the laptop takes neither the old nor the new one."),
    Story("프린터가 인식되지 않습니다 (4층 회의실)", "minji", "todo", 4, "normal", "incident", "printer seoul", "sora", 22, "ready", "desktop",
        "4층 회의실 프린터가 오늘 아침부터 목록에 보이지 않습니다. 재부팅해도 같습니다.", (),
        ("sora: 확인해 보겠습니다. 혹시 유선으로 연결되어 있나요?",)),
    Story("Reikia prieigos prie projektų katalogo „Baltija“", "egle", "todo", 7, "normal", "support", "access files", "tomas", 30, "needs-review", "accounts",
        "Sveiki, nuo šiandien dirbu su projektu „Baltija“. Prašau suteikti skaitymo ir rašymo teises.\n\nVadovas Vytautas Mažeika sutinka.", (),
        ("tomas# Waiting for the second pair of eyes: the folder holds contracts.",)),
    Story("Phishing mail with a fake invoice, three people clicked", "david", "doing", 5, "critical", "incident", "security mail", "ravi", 1, "in-progress", "security",
        "Subject: `Overdue invoice 77821`. I clicked before I noticed. Two colleagues did too: Amara and Karl.",
        ("x Block the sender and the address", "x Search all mailboxes", "x Reset the three passwords", "Check sign-ins of the last 24 hours", "Warn all staff"),
        ("ravi: Thank you for telling us at once. Please do not log in anywhere until I call you.", "ravi# 41 mailboxes had it, removed. No strange sign-ins so far.")),
    Story("Laptop does not charge in the dock", "liam", "todo", 28, "low", "incident", "hardware laptop", "", 70, "normal", "desktop",
        "It charges with the small adapter, but not in the dock on my desk (2.114). A colleague's laptop charges there."),
    Story("Shared mailbox support@ is full", "sofia", "todo", 9, "high", "incident", "mail quota", "omar", 5, "ready", "servers",
        "Customers get our mails bounced: *mailbox full*. It has 50 GB.",
        ("Archive everything before last year", "Ask sales for a retention rule")),
    Story("Wi-Fi in the large meeting room is too slow for calls", "ingrid", "todo", 75, "normal", "incident", "wifi", "ann", 94, "on-hold", "network",
        "With more than ten people in the room, calls freeze. We meet there every Thursday at ten.", (),
        ("ann: A second access point is ordered; it comes next week.", "ann# PO 20391, Aruba 515, two pieces.")),
    Story("New starter accounts for six interns", "julia", "todo", 46, "normal", "change", "onboarding accounts", "tomas", 120, "ready", "accounts",
        "Six interns start on the first of next month. The list of names is below.\n\n1. Ona Butkutė\n2. Felix Roth\n3. Yuna Choi\n4. Samir Aziz\n5. Klara Holm\n6. Diego Ruiz",
        ("Create six accounts", "Group interns", "Mailbox with 5 GB", "Six badges", "Send the passwords to Julia")),
    Story("Excel crashes when opening the budget file", "peter", "doing", 30, "high", "bug", "office", "lena", 6, "in-progress", "desktop",
        "`Budget_v14.xlsx` crashes Excel as soon as I open the second sheet. Version 13 works.", ("x Repair Office", "x Open without add-ins", "Rebuild the pivot cache"),
        ("lena: Does it crash as well when you hold Ctrl while starting Excel?", "peter: No! Then it opens.", "lena: So it is an add-in. I will come by at two.")),
    Story("Monitor flickers since the move to desk 2.031", "chloe", "todo", 52, "low", "incident", "hardware", "", 140, "normal", "desktop", "Only with the cable that lies in the desk. It may just be the cable."),
    Story("Two-factor codes are not accepted", "amara", "doing", 2, "high", "incident", "mfa", "tomas", 1, "waiting", "accounts",
        "My new phone shows codes, but none is accepted. I have a customer meeting at three.", (),
        ("tomas: Is the time on the phone set automatically?", "tomas# Old phone was never removed; ready to reset once she confirms.")),
    Story("Backup of file server fs-02 failed twice", "omar", "doing", 14, "high", "incident", "backup servers", "omar", 9, "blocked", "servers",
        "Job `nightly-fs02` ended with *medium is write protected* on Tuesday and Wednesday.", ("x Check the tape library", "x Order cleaning tape", "Run a full backup by hand", "Restore test of one folder"),
        ("omar# Library drive 2 is dead; technician comes at four.",)),
    Story("Request: second screen for the accounting team (4 people)", "karl", "todo", 98, "low", "change", "hardware procurement", "", 230, "normal", "procurement", "For the new invoice program two screens would save us a lot of clicking. Cost centre 4120.", ("Approval by the head of finance", "Order 4 × 24 inch", "Mount and cable")),
    Story("Calendar invitations show the wrong time zone", "kenji", "todo", 33, "normal", "bug", "calendar", "", 44, "ready", "servers", "Invitations from Vilnius appear one hour late in Tokyo since the clocks changed. 会議が一時間ずれています。"),
    Story("Door system does not open with new badges", "fatima", "todo", 12, "high", "incident", "badge", "ravi", 3, "needs-rework", "security", "Badges with numbers from 8800 on open no door in building B.", (), ("ravi: Import was repeated, please try again.", "fatima: Still red at the side entrance.")),
    Story("Intranet search finds nothing", "george", "todo", 58, "normal", "bug", "intranet search", "", 60, "normal", "servers", "Since the update every search says *0 results*, also for words that stand on the front page."),
    Story("Cannot hear anybody in video calls", "laura", "todo", 1.5, "normal", "support", "audio", "", 8, "normal", "desktop", "Others hear me. The headset works with my phone."),
    Story("Replace the UPS battery in server room B", "omar", "todo", 160, "high", "change", "servers maintenance", "me", 40, "ready", "servers", "The self test says 41 % capacity. The window is Saturday 18:00 to 20:00.",
        ("x Order battery RBC44", "x Announce the window", "Shut down the test hosts", "Swap the battery", "Run the self test", "Enter the date in the inventory")),
    Story("SAP: no authorisation for cost centre 4711", "marek", "todo", 20, "normal", "support", "sap access", "lena", 26, "waiting", "accounts", "Transaction `KSB1` says *you are not authorised*. I took over the cost centre from Nora.", (), ("lena: I need the approval of Nora or of her manager, then it takes five minutes.",)),
    Story("Old file share should be read only from Friday on", "vytas", "todo", 44, "normal", "change", "files migration", "ravi", 64, "ready", "servers", "Visi jau persikėlė į naują katalogą. Prašau seną palikti tik skaitymui.", ("Ask the six team leads", "Set the rights", "Put a note into the folder")),
    Story("Keyboard with Korean layout for the new colleague", "seojun", "todo", 70, "low", "change", "hardware seoul", "", 90, "normal", "procurement", "한글 각인 키보드 한 개 부탁드립니다. 무선이면 더 좋습니다."),
    Story("Website certificate expires in nine days", "helen", "todo", 18, "high", "change", "certificate web", "ann", 216, "ready", "network", "www and shop; the automatic renewal failed with *DNS problem: NXDOMAIN*.", ("Repair the DNS entry for the challenge", "Renew", "Check both names from outside")),
    Story("Phone extension 417 rings at the wrong desk", "nora", "todo", 120, "low", "incident", "phone", "", 160, "normal", "network", "I moved from 2.08 to 3.15 last week. Calls for me still ring at the old desk."),
    Story("Report of unused licences for the yearly review", "ingrid", "todo", 140, "low", "feature", "licence report", "lena", 300, "needs-review", "procurement", "Who has not opened the drawing program for 90 days? A table by department is enough."),
    Story("CRM is slow every morning between 8 and 9", "mateo", "doing", 100, "normal", "incident", "crm performance", "ravi", 28, "in-progress", "servers", "Opening a customer takes 20 seconds; after nine it is one second.", ("x Measure for three days", "x Look at the database", "Move the export job to 05:00", "Measure again"),
        ("ravi: Every morning at eight a full export runs. We will move it to five.", "mateo: That would be wonderful.")),
    Story("Guest Wi-Fi code for the customer day (80 people)", "sofia", "todo", 30, "normal", "change", "wifi event", "", 48, "normal", "network", "One code for all, valid from 08:00 to 20:00.", ("Create the code", "Print 80 cards", "Check the coverage of the hall")),
    Story("Scanner sends mails without the attachment", "oscar", "todo", 80, "normal", "bug", "scanner mail", "", -4, "ready", "desktop", "Only when the scan has more than 20 pages. The mail arrives, the PDF does not."),
    Story("Remote desktop shows a black screen after login", "ivan", "todo", 11, "high", "incident", "remote", "me", 10, "in-progress", "servers", "Host rds-04. rds-03 works. Six people are affected.", (), ("me: rds-04 is out of the pool; please connect again, you will land on another host.", "ivan: Works, thanks.")),
    Story("Laptop stolen on the train", "jonas", "doing", 8, "critical", "incident", "security hardware", "ravi", -1, "in-progress", "security", "Vakar traukinyje Vilnius–Kaunas pavogė mano nešiojamąjį kompiuterį. Yesterday evening, device LT-2231.",
        ("x Lock the device", "x Revoke sessions and certificates", "Police report from Jonas", "Replacement laptop", "Tell the data protection officer"),
        ("ravi: The device is locked and will be wiped as soon as it is online. Please send us the number of the police report.", "jonas: Numeris 01-1-44120. Ačiū!")),
)  # fmt: skip

DONE = (
    Story("Password reset for Amara", "amara", "done", 5, "normal", "support", "password", "tomas", None, "normal", "accounts", "Locked out after three attempts.", (), ("tomas: Unlocked; the new password comes by phone.", "amara: I am in. Thanks!")),
    Story("비밀번호를 잊어버렸습니다", "hana", "done", 9, "normal", "support", "password seoul", "sora", None, "normal", "accounts", "휴가에서 돌아왔는데 비밀번호가 기억나지 않습니다.", (), ("sora: 임시 비밀번호를 문자로 보냈습니다.", "hana: 로그인 됐어요. 감사합니다!")),
    Story("Neveikia spausdintuvas antrame aukšte", "ruta", "done", 22, "normal", "incident", "printer", "tomas", None, "normal", "desktop", "Rodo „nėra popieriaus“, nors popierius yra.", (), ("tomas: Pakeistas popieriaus daviklis, spausdina.", "ruta: Puiku, ačiū.")),
    Story("Outage: no internet in building B", "helen", "done", 30, "critical", "incident", "outage network", "ann", None, "normal", "network", "Nothing works since 07:50, phones neither.", ("x Check the uplink", "x Swap the optics in sw-b-01", "x Tell all staff"), ("ann: We are on site. The uplink of building B is dark.", "ann: Back since 08:41. The optical module in the switch had died.", "ann# Spare module used; two more ordered.")),
    Story("Add Zoe to the marketing mailing list", "zoe", "done", 34, "low", "support", "mail", "lena", None, "normal", "accounts", "", (), ("lena: Done.",)),
    Story("Mouse double-clicks by itself", "liam", "done", 48, "low", "incident", "hardware", "me", None, "normal", "desktop", "", (), ("me: A new one is on your desk.",)),
    Story("Install PDF editor for Laura", "laura", "done", 54, "low", "support", "software", "lena", None, "normal", "desktop", "Licence comes from pool C.", ("x Check the licence", "x Install"), ()),
    Story("Offboarding: Viktor Lang, last day Friday", "julia", "done", 96, "normal", "change", "offboarding accounts", "tomas", None, "normal", "accounts", "", ("x Disable the account on Friday 17:00", "x Forward mail to Julia for 30 days", "x Collect laptop and badge", "x Return two licences"), ("tomas: All done, the laptop is back in the store.",)),
    Story("Conference phone in 1.02 is silent", "ingrid", "done", 101, "normal", "incident", "phone", "ann", None, "normal", "network", "", (), ("ann: The cable was pulled by the cleaners. Fixed with a clamp.",)),
    Story("Shop returns error 502 now and then", "mateo", "done", 120, "high", "incident", "web shop", "ravi", None, "normal", "servers", "About one in fifty orders fails.", ("x Read the proxy logs", "x Raise the timeout of the worker", "x Watch for a day"), ("ravi: A worker ran out of memory under load; it has twice as much now.", "mateo: Not one failure today.")),
    Story("Move 14 desks from floor 2 to floor 3", "david", "done", 150, "normal", "change", "move", "omar", None, "normal", "desktop", "", ("x Patch 14 network sockets", "x Move the phones", "x Check the printers", "x Update the floor plan"), ()),
    Story("Grant read access to archive 2019 for the auditors", "karl", "done", 160, "high", "change", "access audit", "lena", None, "normal", "accounts", "Two external auditors, until the end of the month.", (), ("lena: Accounts ext-aud-1 and ext-aud-2 are ready and expire by themselves.",)),
    Story("Laptop gets hot and loud", "nils", "done", 190, "low", "incident", "laptop", "me", None, "normal", "desktop", "", (), ("me: Cleaned the fan and updated the firmware.", "nils: I can hear myself think again.")),
    Story("노트북 화면이 나오지 않아요", "minji", "done", 200, "high", "incident", "laptop seoul", "sora", None, "normal", "desktop", "전원은 켜지는데 화면이 검습니다.", ("x 외부 모니터로 확인", "x 대체 노트북 지급", "x 수리 접수"), ("sora: 대체 노트북을 드렸습니다. 수리는 일주일 정도 걸립니다.",)),
    Story("New signature with the new logo for all mailboxes", "chloe", "done", 230, "low", "change", "mail", "lena", None, "normal", "servers", "", ("x Template", "x Test with marketing", "x Roll out"), ()),
    Story("Spam filter blocks mails from our bank", "maria", "done", 250, "high", "incident", "mail spam", "omar", None, "normal", "servers", "", (), ("omar: Released, and the sender is on the allow list.", "maria: All three arrived.")),
    Story("Wrong prices on the price labels printer", "george", "done", 280, "normal", "bug", "printer shop", "ravi", None, "normal", "servers", "Labels show prices without tax.", (), ("ravi: The template used the wrong column; corrected.",)),
    Story("Browser asks for a proxy password again and again", "oscar", "done", 300, "normal", "incident", "proxy", "ann", None, "normal", "network", "", (), ("ann: An old password was stored. Cleared.",)),
    Story("Request: dark mode for the ticket portal", "kenji", "done", 330, "low", "feature", "portal", "", None, "normal", "servers", "", (), ("lena: Not planned this year; noted for the review.",)),
    Story("Time clock at gate 2 shows yesterday's date", "marek", "done", 350, "normal", "incident", "clock", "omar", None, "normal", "network", "", (), ("omar: It could not reach the time server since the firewall change. Rule added.",)),
    Story("Restore a deleted folder: Projects/Tender-22", "peter", "done", 380, "high", "support", "backup files", "omar", None, "normal", "servers", "I deleted it by mistake this morning.", ("x Find the last good backup", "x Restore beside the original", "x Have Peter check it"), ("omar: Restored to Projects/Tender-22_restored, as of last night.", "peter: Everything is there. You saved my week!")),
    Story("VPN access for Diego (works from Madrid in July)", "laura", "done", 400, "normal", "change", "vpn", "ann", None, "normal", "network", "", (), ("ann: Certificate sent.",)),
    Story("Beamer in the training room needs a new lamp", "nora", "done", 420, "low", "change", "hardware", "me", None, "normal", "desktop", "", ("x Order lamp", "x Replace", "x Reset the counter"), ()),
    Story("Update the firewalls to the current release", "ann", "done", 440, "high", "change", "firewall maintenance", "ann", None, "normal", "network", "Two at a time, Sunday 06:00.", ("x Backup of the rules", "x fw-01 and fw-02", "x fw-03 and fw-04", "x Test VPN, mail, shop"), ("ann# No incidents. Next update in six months.",)),
    Story("Prieiga prie algų sistemos naujai buhalterei", "vytas", "done", 460, "high", "change", "access", "tomas", None, "normal", "accounts", "Nuo pirmadienio dirba Rasa Jonaitė.", (), ("tomas: Prieiga suteikta, patvirtino personalo skyrius.",)),
    Story("Cannot open attachments with .7z", "fatima", "done", 480, "low", "support", "software", "lena", None, "normal", "desktop", "", (), ("lena: The archive program is in the software centre now.",)),
)  # fmt: skip

STORIES = (*OPEN, *DONE)
