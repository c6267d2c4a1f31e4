"""What can go wrong between a screen and a gate agent, in words for the person at the screen.

::

    AgentError
    +-- AgentUnreachable    nobody answers there
    |   +-- AgentSilent     it answered before and has gone quiet
    +-- AgentUntrusted      somebody answers with a certificate that nobody here vouches for
    +-- AgentRefused        it answered, and said no
    +-- AgentUnintelligible it answered something this program doesn't understand
    +-- CallCancelled       the caller hung up
"""

from __future__ import annotations

from wording import Text


class AgentError(Exception):
    """Base of all; ``text`` says what happened and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class AgentUnreachable(AgentError):
    """No connection, or it broke."""

    def __init__(self, host: str) -> None:
        super().__init__(
            Text(
                "连不上闸机程序（{host}）。检查它的电源和网线；通道请人工核验",
                "The gate agent at {host} can't be reached. Check its power and cable; "
                "check people by hand at the lanes",
            ).format(host=host)
        )


class AgentSilent(AgentUnreachable):
    """The connection stands, but nothing has come for longer than allowed."""


class AgentUntrusted(AgentError):
    """The certificate is of an unknown authority, of another host or out of date."""

    def __init__(self, host: str) -> None:
        super().__init__(
            Text(
                "{host} 的证书不可信。请管理员核对 ca_file 和证书；通道请人工核验",
                "The certificate of {host} is not trusted. Have ca_file and certificate checked; "
                "check people by hand",
            ).format(host=host)
        )


class AgentRefused(AgentError):
    """An answer of status 400 or above with a reason. ``code`` is the agent's own."""

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(text)
        self.code = code


class AgentUnintelligible(AgentError):
    """An answer that is no version 1 message. ``where`` is for the log: field names only."""

    def __init__(self, host: str, where: str) -> None:
        super().__init__(
            Text(
                "{host} 的应答看不懂。核对两边的程序版本是否一致",
                "The answer of {host} makes no sense here. Check that both run the same version",
            ).format(host=host)
        )
        self.where = where


class CallCancelled(AgentError):
    """The caller cancelled while waiting."""

    def __init__(self) -> None:
        super().__init__(Text("已取消", "Cancelled"))
