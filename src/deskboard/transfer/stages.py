"""Which stage a column of another program is likely to mean, from the words in its name.

The longest known word or phrase decides ("not done" beats "done"); a name without one takes
its stage from its place between the others. A guess only: importers show it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from deskboard.domain.model import Stage

_WORDS = {
    Stage.TODO: (
        "to do|todo|to dos|not started|not done|not yet|backlog|inbox|incoming|new|open|opened|reopened|next|next up"
        "|ideas|idea|wishlist|icebox|someday|later|planned|requested|requests|ready|unassigned|triage|upcoming"
        "|やりたい|やること|やりたいこと|未着手|未対応|未完了|未処理|新規|予定|アイデア|これから"
        "|할 일|해야 할|대기|신규|접수|예정|아이디어|미완료|미처리|시작 전"
        "|待办|待辦|待处理|待處理|未开始|未完成|新建|想法|计划"
        "|zu erledigen|zu tun|offen|neu|ideen|geplant|nicht begonnen|nächste"
        "|à faire|a faire|nouveau|nouveaux|ouvert|idées|prévu|non commencé"
        "|por hacer|pendiente|pendientes|nuevo|nuevos|abierto|abiertos|sin empezar|ideas"
        "|a fazer|para fazer|novo|aberto|aberta|da fare|nuovo|aperto|aperti|te doen|nieuw|openstaand"
        "|daryti|padaryti|reikia|reikia padaryti|nauji|naujas|nauja|idėjos|planuojama|nepradėta|neatlikta|laukia eilėje"
        "|do zrobienia|nowe|nowy|otwarte|att göra|å gjøre|tehtävä|tehdä|udělat|nové"
        "|сделать|надо сделать|к выполнению|новые|новая|открыто|очередь|идеи|зробити|нові"
    ),
    Stage.DOING: (
        "doing|in progress|progress|wip|working|in work|started|ongoing|active|current|in development|development"
        "|review|in review|ready for review|needs review|testing|test|in test|qa|ready for test|verify|verification"
        "|blocked|waiting|waiting for|on hold|hold|paused|pending|assigned|investigating|ready to deploy"
        "|作業中|進行中|対応中|着手|実施中|開発中|レビュー|確認|確認中|確認待ち|テスト|保留|待ち"
        "|진행|진행 중|작업 중|처리 중|하는 중|개발 중|검토|확인 중|테스트|보류"
        "|进行中|進行中|处理中|處理中|正在|审核|測試|测试|暂停"
        "|in arbeit|in bearbeitung|läuft|laufend|wartet|wartend|prüfung|in prüfung|begonnen|blockiert"
        "|en cours|en attente|en révision|à vérifier|bloqué|commencé"
        "|en curso|en proceso|en progreso|haciendo|en revisión|en espera|bloqueado|empezado"
        "|em andamento|em progresso|fazendo|in corso|in lavorazione|in attesa|bezig|mee bezig|in behandeling"
        "|daroma|vykdoma|vyksta|vykdomi|tikrinama|peržiūra|laukiama|laukia|sustabdyta|pradėta"
        "|w toku|w trakcie|robione|pågår|pågående|pågår|kesken|työn alla|probíhá|rozpracované"
        "|в работе|в процессе|выполняется|делаю|на проверке|ожидание|в роботі"
    ),
    Stage.DONE: (
        "done|completed|complete|finished|closed|close|resolved|solved|fixed|shipped|released|deployed|live|delivered"
        "|archive|archived|cancelled|canceled|rejected|wont do|won t do|won t fix|wontfix|declined|dropped"
        "|abandoned|duplicate|duplicates"
        "|クローズ|完了|終了|済|済み|対応済|対応済み|完成|中止|却下|解決|リリース済み|やった"
        "|완료|끝|종료|닫힘|닫음|해결|취소|배포됨|반려"
        "|完成|已完成|已解决|已解決|关闭|關閉|已关闭|取消|已取消|结束"
        "|erledigt|fertig|abgeschlossen|geschlossen|gelöst|beendet|abgebrochen|verworfen"
        "|fait|faits|fini|terminé|terminés|fermé|clos|résolu|annulé|livré"
        "|hecho|hechos|terminado|completado|completados|cerrado|cerrados|finalizado|resuelto|cancelado|listo"
        "|feito|concluído|concluídos|finalizado|fechado|fatto|completato|chiuso|finito|klaar|gereed|afgerond|gesloten"
        "|atlikta|padaryta|baigta|užbaigta|uždaryta|išspręsta|atšaukta|atlikti darbai"
        "|zrobione|gotowe|zakończone|zamknięte|klart|klar|färdig|ferdig|valmis|hotovo"
        "|готово|сделано|выполнено|закрыто|завершено|решено|отменено|виконано"
    ),
}


def _fold(text: str) -> str:
    """Lower case without accents, words separated by one space, a space at both ends."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return f" {' '.join(''.join(c if c.isalnum() else ' ' for c in bare).split())} "


def _needle(phrase: str) -> str:
    """How a phrase is looked for: between spaces, but anywhere in scripts that set none."""
    folded = _fold(phrase)
    return folded if max(folded) < "\u1100" else folded.strip()


@cache
def _needles() -> tuple[tuple[str, Stage], ...]:
    """Every phrase with its stage, the longest first."""
    found = [(_needle(phrase), stage) for stage, phrases in _WORDS.items() for phrase in phrases.split("|")]
    return tuple(sorted(found, key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=1024)
def guess_stage(name: str) -> Stage | None:
    """What the name of a column says, or None where it says nothing known."""
    folded = _fold(name)
    return next((stage for needle, stage in _needles() if needle in folded), None)


def guess_stages(names: Sequence[str]) -> tuple[Stage, ...]:
    """A stage for each column of a board, left to right.

    A name that says nothing is read from its place. The first is to do, the last is done if no
    other is; what follows a known column is like it, but a way from to do to done leads
    through work under way.
    """
    known = [guess_stage(name) for name in names]
    return tuple(stage or _by_place(known, index) for index, stage in enumerate(known))


def _by_place(known: Sequence[Stage | None], index: int) -> Stage:
    if index == 0:
        return Stage.TODO
    if index == len(known) - 1 and Stage.DONE not in known:
        return Stage.DONE
    left = [stage for stage in known[:index] if stage]
    right = [stage for stage in known[index + 1 :] if stage]
    if not left or left[-1] is Stage.TODO:
        return Stage.TODO if right and right[0] is not Stage.DONE else Stage.DOING
    return left[-1]
