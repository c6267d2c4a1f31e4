<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>DeviceDetail</name>
    <message>
        <source>Self-test</source>
        <translation>自检</translation>
    </message>
</context>
<context>
    <name>DeviceLine</name>
    <message>
        <source>Test</source>
        <translation>测试</translation>
    </message>
</context>
<context>
    <name>InService</name>
    <message>
        <source>A test takes the reader, the camera or the barrier away from people who are passing, for some seconds each.</source>
        <translation>测试会占用读卡器、摄像头或道闸，每项几秒，可能影响正在通行的人。</translation>
    </message>
    <message>
        <source>Test anyway</source>
        <translation>照常测试</translation>
    </message>
    <message>
        <source>Only the others</source>
        <translation>只测其他</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>中文</source>
        <translation>English</translation>
    </message>
</context>
<context>
    <name>TestRun</name>
    <message>
        <source>No test has run yet</source>
        <translation>还没有测试</translation>
    </message>
    <message>
        <source>Test all</source>
        <translation>全部测试</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
</context>
</TS>
