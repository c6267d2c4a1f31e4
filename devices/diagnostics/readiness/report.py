"""The readiness report as a PDF, before it is signed: typst, PDF/A-2b (ISO 19005-2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, tzinfo
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import typst

from devices.diagnostics.readiness.technicians import ProofKind
from devices.diagnostics.readiness.told import Attempt, ReadinessRun, Step, Verdict
from devices.ports import SelfTestOutcome
from devices.self_test import OUTCOMES
from wording import Text

LAYOUT: Final = Path(__file__).parent / "report.typ"
CHINESE_FONT: Final = "Noto Serif CJK SC"
PDF_STANDARD: Final = "a-2b"
_PORT_BREAKS: Final = ("/", "-", "_", ":")
"""Long paths are broken after these; a zero-width space tells the layout where."""

_ATTEMPT: Final = Text("第 {number} 次：{zh}，{took}", "Attempt {number}: {en}, {took}")
_PROOFS: Final[Mapping[ProofKind, Text]] = MappingProxyType(
    {ProofKind.PIN: Text("密码", "PIN"), ProofKind.CARD: Text("刷卡", "card")}
)
_COLOURS: Final[Mapping[Verdict, SelfTestOutcome]] = MappingProxyType(
    {
        Verdict.READY: SelfTestOutcome.PASSED,
        Verdict.READY_AS_FAR_AS_TESTED: SelfTestOutcome.SKIPPED,
        Verdict.NOT_READY: SelfTestOutcome.FAILED,
    }
)


class SignatureUnavailable(Exception):
    """Key or certificate can't be used. The message names the file and what to do."""


class ReportFailed(Exception):
    """The report can't be made; the message says what is missing."""


def render(
    run: ReadinessRun, number: str, certificate_sha256: str, zone: tzinfo | None = None
) -> bytes:
    """The unsigned PDF of ``run``, by the clocks of ``zone``; None: this machine's.

    Raises ReportFailed.
    """
    content = json.dumps(_content(run, number, certificate_sha256, zone), ensure_ascii=False)
    try:
        pdf = _compiler().compile(
            input=LAYOUT,
            format="pdf",
            sys_inputs={"content": content},
            pdf_standards=[PDF_STANDARD],
            timestamp=run.ended_at.replace(microsecond=0),
        )
    except typst.TypstError as error:
        raise ReportFailed(f"the layout does not take this run: {error.message}") from error
    if not isinstance(pdf, bytes):
        raise ReportFailed("the compiler answered no document")
    return pdf


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts()
    if CHINESE_FONT not in fonts.families():
        raise ReportFailed(f"the font {CHINESE_FONT} is missing: install `fonts-noto-cjk`")
    return typst.Compiler(root=LAYOUT.parent, font_paths=fonts)


def _content(
    run: ReadinessRun, number: str, certificate_sha256: str, zone: tzinfo | None
) -> dict[str, object]:
    counts = "，".join(
        f"{OUTCOMES[outcome].zh} {OUTCOMES[outcome].en} {run.count(outcome)}"
        for outcome in SelfTestOutcome
        if run.count(outcome)
    )
    return {
        "terminal": run.terminal,
        "technician": run.technician.name,
        "proof": _both(_PROOFS[run.technician.by]),
        "number": number,
        "started_at": _local(run.started_at, zone),
        "ended_at": _local(run.ended_at, zone),
        "counts": counts or "0",
        "verdict": _both(run.verdict.value),
        "colour": _COLOURS[run.verdict].value,
        "certificate": certificate_sha256,
        "steps": [_step(step) for step in run.steps],
    }


def _step(step: Step) -> dict[str, object]:
    return {
        "device": step.device,
        "driver": step.driver,
        "port": _breakable(step.port),
        "firmware": "" if step.firmware == step.port else _breakable(step.firmware),
        "outcome": step.outcome.value,
        "outcome_text": _both(OUTCOMES[step.outcome]),
        "took": "–" if step.outcome is SelfTestOutcome.SKIPPED else _seconds(step.took_ms),
        "detail": _both(step.detail),
        "earlier": [_attempt(number, one) for number, one in enumerate(step.earlier, start=1)],
    }


def _attempt(number: int, attempt: Attempt) -> dict[str, object]:
    outcome, took = OUTCOMES[attempt.outcome], _seconds(attempt.took_ms)
    return {
        "what": _both(_ATTEMPT.format(number=number, zh=outcome.zh, en=outcome.en, took=took)),
        "detail": _both(attempt.detail),
    }


def _seconds(took_ms: float) -> str:
    return f"{took_ms / 1000:.1f} s"


def _breakable(text: str) -> str:
    for mark in _PORT_BREAKS:
        text = text.replace(mark, f"{mark}\u200b")
    return text


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _local(at: datetime, zone: tzinfo | None) -> str:
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S %z")
