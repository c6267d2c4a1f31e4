<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Header</name>
    <message>
        <source>中文</source>
        <translation>English</translation>
    </message>
</context>
<context>
    <name>LaneGrid</name>
    <message>
        <source>No lane has been heard of yet</source>
        <translation>还没有收到道口的消息</translation>
    </message>
    <message>
        <source>They appear here as soon as the gate&apos;s program answers.</source>
        <translation>闸机程序一有应答，道口就会显示在这里。</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>%1 more</source>
        <translation>另有 %1 条</translation>
    </message>
</context>
<context>
    <name>OpenLane</name>
    <message>
        <source>Open by hand: %1</source>
        <translation>手动打开：%1</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>The opening is recorded with your name and this reason.</source>
        <translation>这次放行会连同您的姓名和原因一起记录。</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation>正在打开</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
</TS>
