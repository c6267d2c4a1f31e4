"""Where students come from, for choosing without typing (GB/T 2260, provincial level)."""

from __future__ import annotations

from typing import Final

from wording import Text

PROVINCES: Final = (
    Text("北京", "Beijing"),
    Text("天津", "Tianjin"),
    Text("河北", "Hebei"),
    Text("山西", "Shanxi"),
    Text("内蒙古", "Inner Mongolia"),
    Text("辽宁", "Liaoning"),
    Text("吉林", "Jilin"),
    Text("黑龙江", "Heilongjiang"),
    Text("上海", "Shanghai"),
    Text("江苏", "Jiangsu"),
    Text("浙江", "Zhejiang"),
    Text("安徽", "Anhui"),
    Text("福建", "Fujian"),
    Text("江西", "Jiangxi"),
    Text("山东", "Shandong"),
    Text("河南", "Henan"),
    Text("湖北", "Hubei"),
    Text("湖南", "Hunan"),
    Text("广东", "Guangdong"),
    Text("广西", "Guangxi"),
    Text("海南", "Hainan"),
    Text("重庆", "Chongqing"),
    Text("四川", "Sichuan"),
    Text("贵州", "Guizhou"),
    Text("云南", "Yunnan"),
    Text("西藏", "Tibet"),
    Text("陕西", "Shaanxi"),
    Text("甘肃", "Gansu"),
    Text("青海", "Qinghai"),
    Text("宁夏", "Ningxia"),
    Text("新疆", "Xinjiang"),
    Text("香港", "Hong Kong"),
    Text("澳门", "Macao"),
    Text("台湾", "Taiwan"),
)
