"""SDT frames: good ones, half ones, several at once, and among noise."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from devices.errors import ProtocolError
from devices.idcard.sdt_codec import (
    FIND_CARD,
    LONGEST,
    MODULE_NUMBER,
    MODULE_STATUS,
    PREAMBLE,
    READ_CARD,
    SELECT_CARD,
    Answer,
    AnswerReader,
    FrameFault,
    Status,
    check,
    data_of,
    module_number,
    request,
    text_of,
)

FOUND = "aaaaaa9669000800009f0000000097"
NO_CARD = "aaaaaa9669000400008084"
answers = st.builds(Answer, st.integers(0, 0xFFFFFF), st.binary(max_size=LONGEST - 4))
quiet_noise = st.binary(max_size=80).filter(lambda noise: 0xAA not in noise)


def frame(answer: Answer) -> bytes:
    content = answer.status.to_bytes(3, "big") + answer.data
    body = (len(content) + 1).to_bytes(2, "big") + content
    return PREAMBLE + body + bytes((check(body),))


def test_known_requests() -> None:
    assert request(FIND_CARD).hex() == "aaaaaa96690003200122"
    assert request(SELECT_CARD).hex() == "aaaaaa96690003200221"
    assert request(READ_CARD).hex() == "aaaaaa96690003300132"
    assert request(MODULE_STATUS).hex() == "aaaaaa9669000311ffed"
    assert request(MODULE_NUMBER).hex() == "aaaaaa9669000312ffee"


def test_known_answers() -> None:
    found, absent = AnswerReader().feed(bytes.fromhex(FOUND + NO_CARD))
    assert data_of(FIND_CARD, found) == bytes(4)
    assert data_of(FIND_CARD, absent) is None
    assert absent.status == Status.NO_CARD


def test_answer_to_another_question_is_named() -> None:
    (found,) = AnswerReader().feed(bytes.fromhex(FOUND))
    assert data_of(SELECT_CARD, found) is None
    with pytest.raises(ProtocolError, match="4 bytes of data answered select card"):
        data_of(SELECT_CARD, Answer(Status.DONE, bytes(4)))


def test_card_frame_is_as_long_as_the_protocol_says() -> None:
    assert len(frame(Answer(Status.DONE, bytes(READ_CARD.data_bytes)))) == 1295


def test_module_number_reads_as_printed() -> None:
    shorts = b"".join(number.to_bytes(2, "little") for number in (5, 3))
    longs = b"".join(number.to_bytes(4, "little") for number in (20150131, 42, 1234567890))
    assert module_number(shorts + longs) == "05.03-20150131-0000000042-1234567890"


def test_photo_is_left_behind() -> None:
    text, photo = b"t" * 256, b"p" * 1024
    content = b"\x01\x00\x04\x00" + text + photo
    assert text_of(content) == text


@pytest.mark.parametrize("lengths", ["01000000", "00000400", "00ff0401", "ffffffff"])
def test_card_with_other_parts_is_refused(lengths: str) -> None:
    with pytest.raises(ProtocolError, match="bytes of text"):
        text_of(bytes.fromhex(lengths) + bytes(1280))


@given(st.lists(answers, max_size=4), st.data())
def test_answers_come_back_however_the_line_cuts_them(
    sent: list[Answer], data: st.DataObject
) -> None:
    reader = AnswerReader()
    wire = b"".join(map(frame, sent))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(wire)), max_size=6)))
    read = [
        answer
        for start, end in zip([0, *cuts], [*cuts, len(wire)], strict=True)
        for answer in reader.feed(wire[start:end])
    ]
    assert read == sent
    assert reader.take_faults() == {}


@given(quiet_noise, answers, quiet_noise)
def test_noise_is_counted_and_the_answer_is_read(
    before: bytes, answer: Answer, after: bytes
) -> None:
    reader = AnswerReader()
    assert reader.feed(before + frame(answer) + after) == [answer]
    assert reader.take_faults().total() == len(before) + len(after)


@given(answers, st.integers(1, 60), answers)
def test_half_frame_does_not_swallow_the_next(lost: Answer, missing: int, answer: Answer) -> None:
    half, cut = frame(lost)[:-missing], frame(lost)[-missing:]
    assume(not frame(answer).startswith(cut))  # or the next frame's beginning makes it whole
    reader = AnswerReader()
    # Only as many bytes may follow as the half frame still claims, and then the rest of it.
    read = reader.feed(half + frame(answer) + bytes(LONGEST + 7))
    assert answer in read


@given(answers, st.data())
def test_damaged_frame_is_never_taken_for_an_answer(answer: Answer, data: st.DataObject) -> None:
    wire = bytearray(frame(answer))
    at = data.draw(st.integers(0, len(wire) - 1))
    wire[at] ^= 1 << data.draw(st.integers(0, 7))
    reader = AnswerReader()
    assert answer not in reader.feed(bytes(wire))
    reader.reset()
    assert reader.take_faults().total() > 0


@pytest.mark.parametrize("length", [0, 3, LONGEST + 1, 0xFFFF])
def test_impossible_length_is_counted_and_not_waited_for(length: int) -> None:
    reader = AnswerReader()
    assert reader.feed(PREAMBLE + length.to_bytes(2, "big")) == []
    assert reader.feed(bytes.fromhex(FOUND)) != []
    assert reader.take_faults()[FrameFault.WRONG_LENGTH] == 1


def test_half_answer_is_forgotten_before_the_next_question() -> None:
    reader = AnswerReader()
    reader.feed(bytes.fromhex(FOUND)[:9])
    reader.reset()
    assert len(reader.feed(bytes.fromhex(NO_CARD))) == 1
    assert reader.take_faults() == {FrameFault.CUT_SHORT: 1}


def test_ten_megabytes_of_preambles_leave_one_frame_held_at_most() -> None:
    reader = AnswerReader()
    chunk = (PREAMBLE + LONGEST.to_bytes(2, "big")) * 300
    for _ in range(20):
        assert reader.feed(chunk) == []
    for _ in range(150):
        assert reader.feed(b"\xaa" * 65_536) == []
    assert len(reader.feed(bytes(LONGEST + 7) + bytes.fromhex(FOUND))) == 1
