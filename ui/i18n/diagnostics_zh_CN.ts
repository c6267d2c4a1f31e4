<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>BundleSheet</name>
    <message>
        <source>Support bundle</source>
        <translation>支持包</translation>
    </message>
    <message>
        <source>One zip with configuration (without secrets), health history, ports, readiness runs, the last log lines and versions. No device is touched.</source>
        <translation>一个压缩包：配置（不含密钥）、设备健康记录、端口、就绪检查记录、最近日志和版本。不会动任何设备。</translation>
    </message>
    <message>
        <source>Write the bundle</source>
        <translation>写入支持包</translation>
    </message>
    <message>
        <source>Look for sticks again</source>
        <translation>再找 U 盘</translation>
    </message>
</context>
<context>
    <name>DeviceDetail</name>
    <message>
        <source>Port</source>
        <translation>端口</translation>
    </message>
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
    <name>DigitPad</name>
    <message>
        <source>%1 digits typed</source>
        <translation>已输入 %1 位</translation>
    </message>
    <message>
        <source>PIN, 6 to 12 digits</source>
        <translation>密码，6 至 12 位数字</translation>
    </message>
    <message>
        <source>Take the last digit back</source>
        <translation>退回一位</translation>
    </message>
    <message>
        <source>Prove it</source>
        <translation>确认</translation>
    </message>
</context>
<context>
    <name>HistoryView</name>
    <message>
        <source>Every device in turn, in your name: you are told what to do, each step has its limit, and a signed report is kept.</source>
        <translation>以您的名义逐台测试：每一步都会提示怎么做，到时限即停，最后留存一份签名报告。</translation>
    </message>
    <message>
        <source>No report yet</source>
        <translation>还没有报告</translation>
    </message>
    <message>
        <source>The first run makes one.</source>
        <translation>第一次检查后就会有。</translation>
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
    <name>InputsSheet</name>
    <message>
        <source>Inputs, live</source>
        <translation>输入（实时）</translation>
    </message>
    <message>
        <source>No input is wired: the configuration names none in inputs = { ... }.</source>
        <translation>没有接输入：配置里的 inputs = { ... } 没有列出</translation>
    </message>
    <message>
        <source>changed %1 times</source>
        <translation>变化 %1 次</translation>
    </message>
    <message>
        <source>The barrier opens for half a second; the inputs are watched for three</source>
        <translation>道闸打开半秒；输入观察三秒</translation>
    </message>
    <message>
        <source>Pulse the relay</source>
        <translation>动作一次</translation>
    </message>
    <message>
        <source>Is everybody clear of the barrier?</source>
        <translation>道闸旁没有人了吗？</translation>
    </message>
    <message>
        <source>It opens for half a second and closes again.</source>
        <translation>道闸会打开半秒，然后自动关上。</translation>
    </message>
    <message>
        <source>Yes, pulse it</source>
        <translation>没有人，动作</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Support bundle</source>
        <translation>支持包</translation>
    </message>
    <message>
        <source>中文</source>
        <translation>English</translation>
    </message>
</context>
<context>
    <name>PortsSheet</name>
    <message>
        <source>Trying the device there; all devices are let go for up to 15 seconds</source>
        <translation>正在试连这台设备；所有设备最多断开 15 秒</translation>
    </message>
    <message>
        <source>Looking for ports and printers, some seconds</source>
        <translation>正在查找端口和打印机，需要几秒</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>正在停止</translation>
    </message>
    <message>
        <source>The gate tries the device there, up to 25 seconds; all other devices go on</source>
        <translation>闸机正在那里试连这个设备，最多 25 秒；其他设备照常工作</translation>
    </message>
    <message>
        <source>Configured now: %1</source>
        <translation>现在的配置：%1</translation>
    </message>
    <message>
        <source>No port was found</source>
        <translation>没有找到端口</translation>
    </message>
    <message>
        <source>Devices of this kind can&apos;t be looked for</source>
        <translation>这种设备不能自动查找</translation>
    </message>
    <message>
        <source>Looking was not possible</source>
        <translation>没能查找</translation>
    </message>
    <message>
        <source>Mend what is said above, then look again; or type the port below.</source>
        <translation>先处理上面说的问题，再找一次；也可以在下面输入端口。</translation>
    </message>
    <message>
        <source>Plug the device in, switch it on, and look again; or type its port below.</source>
        <translation>接好设备、打开电源后再找一次；也可以在下面输入端口。</translation>
    </message>
    <message>
        <source>Use this one</source>
        <translation>用这个</translation>
    </message>
    <message>
        <source>Stop trying</source>
        <translation>停止试用</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>再找一次</translation>
    </message>
    <message>
        <source>Another port or address</source>
        <translation>其他端口或地址</translation>
    </message>
    <message>
        <source>Use this port?</source>
        <translation>改用这个端口？</translation>
    </message>
    <message>
        <source>The device is tried there first. Only if it answers is the configuration written; the file as it was is kept beside it.</source>
        <translation>先在这个端口试连设备，有应答才写入配置；原来的文件保存在旁边。</translation>
    </message>
    <message>
        <source>The gate is in service: the device is away for a moment, and people may be passing.</source>
        <translation>闸机正在使用：设备会断开片刻，可能有人正在通行。</translation>
    </message>
    <message>
        <source>Try and use it</source>
        <translation>试连并使用</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>ProofView</name>
    <message>
        <source>Who are you?</source>
        <translation>您是谁？</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>正在核对</translation>
    </message>
    <message>
        <source>With my card on %1</source>
        <translation>用我的卡（%1）</translation>
    </message>
</context>
<context>
    <name>ReadinessSheet</name>
    <message>
        <source>Readiness run</source>
        <translation>就绪检查</translation>
    </message>
    <message>
        <source>Start a run</source>
        <translation>开始检查</translation>
    </message>
    <message>
        <source>Copy to a stick</source>
        <translation>复制到 U 盘</translation>
    </message>
    <message>
        <source>Skip this step</source>
        <translation>跳过这一步</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation type="unfinished">再来一次</translation>
    </message>
    <message>
        <source>Stop the run</source>
        <translation>停止检查</translation>
    </message>
    <message>
        <source>Each device is taken away for some seconds from whoever is using it; printers print, lights and sounds are tried.</source>
        <translation>每台设备会有几秒不能给正在使用的人用；打印机会打印，灯光和声音会试一遍。</translation>
    </message>
    <message>
        <source>Yes, test it now</source>
        <translation>可以，现在检查</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Stop the run?</source>
        <translation>要停止检查吗？</translation>
    </message>
    <message>
        <source>What was tested so far is not kept: there is no report, and nothing counts as ready.</source>
        <translation>已测的部分不会保留：没有报告，也没有任何设备记为就绪。</translation>
    </message>
    <message>
        <source>Yes, stop it</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续检查</translation>
    </message>
    <message>
        <source>Why is %1 skipped?</source>
        <translation>为什么跳过 %1？</translation>
    </message>
    <message>
        <source>Skip it</source>
        <translation>跳过</translation>
    </message>
    <message>
        <source>What is wrong?</source>
        <translation>哪里不对？</translation>
    </message>
    <message>
        <source>It is wrong</source>
        <translation>确认不合格</translation>
    </message>
    <message>
        <source>Where shall the copy go?</source>
        <translation>复制到哪里？</translation>
    </message>
    <message>
        <source>Copy it there</source>
        <translation>复制到这里</translation>
    </message>
    <message>
        <source>Look for sticks again</source>
        <translation>再找 U 盘</translation>
    </message>
</context>
<context>
    <name>ReadingSheet</name>
    <message>
        <source>Shown here only; kept and logged nowhere.</source>
        <translation>只在这里显示，不保存、不写日志。</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>读取</translation>
    </message>
    <message>
        <source>Read anyway</source>
        <translation>仍然读取</translation>
    </message>
</context>
<context>
    <name>ReasonDialog</name>
    <message>
        <source>Or say it in your own words</source>
        <translation>或者自己写</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>ReportView</name>
    <message>
        <source>This report is not as it was signed, or it is gone</source>
        <translation>这份报告与签名时不符，或已丢失</translation>
    </message>
    <message>
        <source>The pages of the report</source>
        <translation>报告页面</translation>
    </message>
</context>
<context>
    <name>SampleSheet</name>
    <message>
        <source>Prints one receipt with text, a code and a cut.</source>
        <translation>打印一张小票：文字、二维码、切纸。</translation>
    </message>
    <message>
        <source>Prints one A4 page with a frame, greys and text.</source>
        <translation>打印一页 A4：边框、灰阶、文字。</translation>
    </message>
    <message>
        <source>Printing; Back cancels it</source>
        <translation>正在打印；按“返回”取消</translation>
    </message>
    <message>
        <source>No, something is wrong</source>
        <translation>不好，有问题</translation>
    </message>
    <message>
        <source>Yes, it is right</source>
        <translation>很好</translation>
    </message>
    <message>
        <source>Print a receipt</source>
        <translation>打印小票</translation>
    </message>
    <message>
        <source>Print a test page</source>
        <translation>打印测试页</translation>
    </message>
</context>
<context>
    <name>SheetFrame</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
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
        <source>Readiness run</source>
        <translation>就绪检查</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
</context>
<context>
    <name>WalkView</name>
    <message>
        <source>Yes, it is right</source>
        <translation>很好</translation>
    </message>
    <message>
        <source>No, something is wrong</source>
        <translation>不好，有问题</translation>
    </message>
    <message>
        <source>Try it again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>Leave it failed, go on</source>
        <translation>记为未通过，继续</translation>
    </message>
</context>
</TS>
