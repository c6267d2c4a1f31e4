"""Configurations of an IPP printer that is impatient."""

from __future__ import annotations

from devices.printer.configs import IppConfig
from devices.sim.ippeve import IppPrinterPeer


def config_of(peer: IppPrinterPeer, **more: float) -> IppConfig:
    return config_at(peer.uri, **more)


def config_at(uri: str, **more: float) -> IppConfig:
    return IppConfig.model_validate({"driver": "ipp", "uri": uri, "timeout_s": 2.0, **more})
