"""Who reaches outside the database, for files and for programs, so that nobody does it unseen.

A module that is new here either asks ``deskboard.restricted`` first, or says why it need not.
"""

from __future__ import annotations

import ast
from pathlib import Path

from deskboard.tui.intents import BY_ID
from tests.architecture.sources import called, modules, tree

FILES = frozenset(
    {
        *("open", "fdopen", "read_text", "read_bytes", "write_text", "write_bytes", "mkstemp", "mkdtemp"),
        *("TemporaryDirectory", "NamedTemporaryFile", "TemporaryFile", "scandir", "listdir", "iterdir", "glob"),
        *("copyfile", "copyfileobj", "copy2", "symlink", "rmtree"),
    }
)
PROGRAMS = frozenset({"Popen", "check_output", "check_call", "system", "popen", "execvp", "execv", "spawn", "launch"})
OURS = frozenset({"Desk.open", "gettext.open"})
ASKING = frozenset(
    {
        *("files.py", "configfile.py", "cli/params.py", "cli/settings.py", "cli/setup.py", "cli/templates.py"),
        *("cli/transfer.py", "tui/clipboard.py", "tui/editor.py", "tui/opening.py"),
    }
)
"""They ask, themselves or by the type of the parameter that names the file."""
NEED_NOT = {
    "cli/group.py": "opens the null device",
    "config.py": "reads the account's own configuration",
    "tui/drafts.py": "a file of its own for each person, in the account's home",
    "tui/memory.py": "likewise",
    "tui/dialogs/path.py": "belongs to intents that are off",
    "transfer/attachments.py": "reads the file that the command line let through",
    "transfer/jsonl.py": "likewise",
    "transfer/sources.py": "likewise",
    "transfer/table.py": "likewise",
    "transfer/taskwarrior.py": "likewise",
    "transfer/trello.py": "likewise",
}


def reaching(path: Path) -> bool:
    """Whether a module calls anything by the name of what opens files or starts programs."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Name) and function.id in FILES | PROGRAMS:
                return True
            if isinstance(function, ast.Attribute):
                whose = getattr(function.value, "id", "")
                named = function.attr in FILES | PROGRAMS and f"{whose}.{function.attr}" not in OURS
                if named or whose == "subprocess" or (whose, function.attr) == ("click", "edit"):
                    return True
    return False


def short(path: Path) -> str:
    return called(path).removeprefix("src/deskboard/")


def test_whoever_reaches_outside_asks_first_or_says_why_not() -> None:
    """The store opens the database, which the account's configuration names, and nothing else;
    what copies it (``desk.backup``) belongs to commands that are off as a whole."""
    top = [path for path in modules() if path.parent.name == "deskboard"]
    found = {short(path) for path in top + modules("cli", "tui", "transfer") if reaching(path)}
    assert found == ASKING | NEED_NOT.keys()


def test_those_who_ask_know_whom() -> None:
    silent = {"cli/templates.py", "cli/transfer.py"}  # by the type FILE of their parameters
    asking = [path for path in modules() if short(path) in ASKING - silent]
    assert [short(path) for path in asking if "restricted" not in path.read_text()] == []
    assert all("type=FILE" in path.read_text() for path in modules() if short(path) in silent)


AIDS = frozenset({"files", "opening", "PathDialog"})
"""What an action uses that leads to a file of this machine."""


def _leads_outside(path: Path) -> set[str]:
    """The methods of a module that use an aid, themselves or by another method of theirs."""
    bodies = {node.name: node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef)}
    names = {
        name: {found.id for found in ast.walk(body) if isinstance(found, ast.Name)} for name, body in bodies.items()
    }
    own = {
        name: {found.attr for found in ast.walk(body) if isinstance(found, ast.Attribute)}
        for name, body in bodies.items()
    }
    leading = {name for name, used in names.items() if used & AIDS}
    while more := {name for name, used in own.items() if used & leading} - leading:
        leading |= more
    return leading


def test_every_action_that_leads_to_a_file_is_off_under_restricted() -> None:
    by_method = {"do_" + intent.id.replace(".", "_"): intent for intent in BY_ID.values()}
    found = {by_method[name].id for path in modules("tui") for name in _leads_outside(path) if name in by_method}
    assert found >= {"file.open", "file.save", "file.attach"}
    assert [name for name in found if not BY_ID[name].outside] == []
