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
    <name>EntriesChart</name>
    <message>
        <source>Entries and refusals in each five minutes</source>
        <translation>每五分钟的进入和拒绝人数</translation>
    </message>
    <message>
        <source>Entries in 5 minutes</source>
        <translation>每 5 分钟进入</translation>
    </message>
    <message>
        <source>Refusals in 5 minutes</source>
        <translation>每 5 分钟拒绝</translation>
    </message>
</context>
<context>
    <name>FiguresTable</name>
    <message>
        <source>Refusals by reason</source>
        <translation>拒绝原因</translation>
    </message>
    <message>
        <source>Nobody was refused</source>
        <translation>没有人被拒绝</translation>
    </message>
    <message>
        <source>Lanes</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>in</source>
        <translation>入</translation>
    </message>
    <message>
        <source>out</source>
        <translation>出</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>拒</translation>
    </message>
    <message>
        <source>by hand</source>
        <translation>手动</translation>
    </message>
    <message>
        <source>busiest 5 min</source>
        <translation>最忙 5 分钟</translation>
    </message>
</context>
<context>
    <name>FiguresView</name>
    <message>
        <source>Figures</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Left and Right read the bars one by one</source>
        <translation>左右键逐条读数</translation>
    </message>
</context>
<context>
    <name>FindView</name>
    <message>
        <source>Find a person</source>
        <translation>查人</translation>
    </message>
    <message>
        <source>Name or student number</source>
        <translation>姓名或学号</translation>
    </message>
    <message>
        <source>Enter searches, the arrows pick, Enter shows</source>
        <translation>回车查找，上下键选人，再回车查看</translation>
    </message>
    <message>
        <source>Who is it about?</source>
        <translation>要查谁？</translation>
    </message>
    <message>
        <source>Type the beginning of the name, or four digits of the student number. Here you will see what each lane would say, and why.</source>
        <translation>输入姓名开头，或学号前四位。这里会显示每个通道现在会怎么判，以及原因。</translation>
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
        <translation>还没有收到通道的消息</translation>
    </message>
    <message>
        <source>They appear here as soon as the gate&apos;s program answers.</source>
        <translation>闸机程序一有应答，通道就会显示在这里。</translation>
    </message>
</context>
<context>
    <name>MenuBar</name>
    <message>
        <source>Find a person</source>
        <translation>查人</translation>
    </message>
    <message>
        <source>Emergency</source>
        <translation>应急</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>统计</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>交接班</translation>
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
    <name>NumberPane</name>
    <message>
        <source>Student number</source>
        <translation>学号</translation>
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
    <name>Person</name>
    <message>
        <source>Last passages here</source>
        <translation>最近在本门的通行</translation>
    </message>
</context>
<context>
    <name>ReasonGrid</name>
    <message>
        <source>Reason</source>
        <translation type="unfinished">原因</translation>
    </message>
</context>
<context>
    <name>ShiftView</name>
    <message>
        <source>Shift</source>
        <translation>交接班</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
</context>
<context>
    <name>VouchPane</name>
    <message>
        <source>Checking the token</source>
        <translation>正在核对令牌</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>令牌</translation>
    </message>
</context>
</TS>
