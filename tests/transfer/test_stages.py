"""Guessing what the columns of other programs mean."""

from __future__ import annotations

import pytest

from deskboard.domain.model import Stage
from deskboard.transfer.stages import guess_stage, guess_stages

T, W, D = Stage.TODO, Stage.DOING, Stage.DONE


@pytest.mark.parametrize(
    ("names", "stages"),
    [
        (("To Do", "Doing", "Done"), (T, W, D)),
        (("Backlog", "Sprint 12", "In Progress", "Code Review", "Done 🎉"), (T, T, W, W, D)),
        (("やりたいこと", "やること", "作業中", "クローズ", "中止"), (T, T, W, D, D)),
        (("할 일", "진행 중", "완료"), (T, W, D)),
        (("미완료", "검토", "취소"), (T, W, D)),
        (("Daryti", "Vykdoma", "Atlikta"), (T, W, D)),
        (("Zu erledigen", "In Bearbeitung", "Erledigt"), (T, W, D)),
        (("À faire", "En cours", "Terminé"), (T, W, D)),
        (("Por hacer", "En curso", "Hecho"), (T, W, D)),
        (("A fazer", "Em andamento", "Concluído"), (T, W, D)),
        (("Сделать", "В работе", "Готово"), (T, W, D)),
        (("待办", "进行中", "已完成"), (T, W, D)),
        (("Inbox", "Ann", "Bob", "Closed", "March"), (T, W, W, D, D)),
        (("One", "Two", "Three"), (T, W, D)),
        (("Only",), (T,)),
        ((), ()),
    ],
)
def test_a_board_is_read_from_its_words_then_from_its_order(names: tuple[str, ...], stages: tuple[Stage, ...]) -> None:
    assert guess_stages(names) == stages


@pytest.mark.parametrize(
    ("name", "stage"),
    [
        ("Not done yet", T),
        ("未完了", T),
        ("READY FOR REVIEW", W),
        ("Ready", T),
        ("done!", D),
        ("Abandoned", D),
        ("Condone", None),
        ("Marketing", None),
        ("", None),
    ],
)
def test_the_longest_word_decides(name: str, stage: Stage | None) -> None:
    assert guess_stage(name) == stage
