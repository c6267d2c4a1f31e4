"""What can go wrong between a terminal and its hall, or in a terminal's own stores.

Each error has a code and one text in both languages: what happened, then what to do. The message
of the exception itself is for the log and never holds a secret or a personal datum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from wording import Text

if TYPE_CHECKING:
    from sync.wire import Problem


class SyncError(Exception):
    """Base of all. ``text`` is what a screen shows."""

    code: ClassVar[str] = "sync_error"
    text: Text = Text(
        "同步出错；请查看日志并联系技术人员",
        "Synchronising failed; read the log, call a technician",
    )


class IdentityError(SyncError):
    """The terminal's identity file is missing, open to others, or not an identity."""

    code = "identity_invalid"
    text = Text(
        "终端身份文件无效；请重新登记本终端",
        "This terminal's identity file is not valid; enrol the terminal again",
    )


# --- the hall ---------------------------------------------------------------------------------


class HallError(SyncError):
    """A call to the hall failed."""


class Unreachable(HallError):
    """No connection, no name, no answer in time, or the connection broke."""

    code = "hall_unreachable"
    text = Text(
        "连不上服务大厅；请检查网络，恢复后会自动重连",
        "The hall can't be reached; check the network, it reconnects by itself",
    )


class NotTrusted(HallError):
    """The hall's TLS certificate does not hold."""

    code = "hall_not_trusted"
    text = Text(
        "服务大厅的证书不可信；请核对证书与本机时间",
        "The hall's certificate can't be trusted; check the certificate and this clock",
    )


class CutShort(HallError):
    """The body ended before it was complete."""

    code = "answer_cut_short"
    text = Text(
        "服务大厅的应答不完整，已丢弃；若反复出现请检查网络",
        "The hall's answer was cut short and dropped; check the network if it recurs",
    )


class TooLarge(HallError):
    """The body is larger than the contract allows."""

    code = "answer_too_large"
    text = Text(
        "服务大厅的应答过大，已丢弃；请联系大厅管理员",
        "The hall's answer was too large and dropped; call the hall's administrator",
    )


class Malformed(HallError):
    """The answer is not what the contract says."""

    code = "answer_malformed"
    text = Text(
        "服务大厅的应答格式有误，已丢弃；请核对大厅与终端的版本",
        "The hall's answer was malformed and dropped; compare the versions of hall and terminal",
    )


class HallFault(HallError):
    """The hall failed by itself (status 5xx)."""

    code = "hall_fault"
    text = Text(
        "服务大厅内部出错；稍后会自动重试", "The hall has an internal fault; it is tried again soon"
    )


class Refused(HallError):
    """The hall understood and said no; ``problem`` says why, in the hall's words."""

    code = "refused"

    def __init__(self, status: int, problem: Problem) -> None:
        super().__init__(f"{status} {problem.code} {problem.where}".rstrip())
        self.status = status
        self.problem = problem
        self.text = Text(problem.message.zh, problem.message.en)


class Revoked(Refused):
    """The hall no longer accepts this terminal's token."""


class SessionExpired(Refused):
    """The cardholder's session has ended: sign in again."""


class NotFound(Refused):
    """The hall has no such thing (any more)."""


class CursorAhead(Refused):
    """The terminal knows more of the feed than the hall: the hall went back in time."""


# --- the feed ---------------------------------------------------------------------------------


class FeedError(SyncError):
    """A page that must not be applied. The records stay as they were."""


class FeedGap(FeedError):
    """The page does not continue where the mirror stands: rows were skipped, cut or reordered."""

    code = "feed_gap"
    text = Text(
        "名单更新有缺页，已拒收；将自动重新获取",
        "A page of the record feed has a gap and was refused; it is fetched again",
    )


class EpochChanged(FeedError):
    """The hall's feed started again from nothing: the mirror has to be read in afresh."""

    code = "feed_restarted"
    text = Text(
        "服务大厅的名单已重建；正在重新同步", "The hall's feed has started again; syncing afresh"
    )


# --- stores -----------------------------------------------------------------------------------


class StoreError(SyncError):
    """A local store can't be read or written."""

    code = "store_failed"
    text = Text(
        "本机存储读写失败；请检查磁盘并联系技术人员",
        "The local store can't be read or written; check the disk, call a technician",
    )


class StoreFull(StoreError):
    """No space is left for the store; what was written before is intact."""

    code = "disk_full"
    text = Text(
        "磁盘已满，无法记录；请立即清理磁盘",
        "The disk is full, nothing can be recorded; free space",
    )


class StoreCorrupt(StoreError):
    """The store's content is damaged."""

    code = "store_corrupt"
    text = Text(
        "本机存储已损坏；请保留文件并联系技术人员",
        "The local store is damaged; keep the file and call a technician",
    )


class MirrorCorrupt(StoreCorrupt):
    """The mirror of access records is damaged; it is kept aside and read in afresh."""

    code = "mirror_corrupt"
    text = Text(
        "本机名单已损坏，已留存并正在重新同步；完成前不放行",
        "The local records were damaged; kept aside, reading in afresh; nobody is admitted yet",
    )


class KeyFileInvalid(StoreError):
    """The key file of the vault is unreadable, open to others, or not a key."""

    code = "key_file_invalid"
    text = Text(
        "本机加密密钥文件无效；请检查文件权限",
        "The local encryption key file is not valid; check its owner and permissions",
    )


class SealBroken(StoreError):
    """A sealed value was changed, or sealed under another key or for another place."""

    code = "seal_broken"
    text = MirrorCorrupt.text
