<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>EmergencyView</name>
    <message>
        <source>Emergency</source>
        <translation>应急</translation>
    </message>
    <message>
        <source>%1: why?</source>
        <translation>%1：什么原因？</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
    <message>
        <source>Reason: %1. It is recorded with your name.</source>
        <translation>原因：%1。会连同您的姓名一起记录。</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>中文</source>
        <translation>English</translation>
    </message>
</context>
<context>
    <name>LaneDialog</name>
    <message>
        <source>What to do</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation type="unfinished">取消</translation>
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
    <name>MenuBar</name>
    <message>
        <source>Emergency</source>
        <translation>应急</translation>
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
    <name>PanelFrame</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>ReasonGrid</name>
    <message>
        <source>Reason</source>
        <translation type="unfinished">原因</translation>
    </message>
</context>
</TS>
