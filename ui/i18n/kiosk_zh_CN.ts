<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>CaptureScreen</name>
    <message>
        <source>Your face</source>
        <translation>采集人脸</translation>
    </message>
    <message>
        <source>Step 3 of 3: its features and one small portrait are kept, the video is not</source>
        <translation>第 3 步，共 3 步：只保留人脸特征和一张小照，不保留录像</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
</context>
<context>
    <name>CertificatesScreen</name>
    <message>
        <source>Certificates</source>
        <translation>证明打印</translation>
    </message>
    <message>
        <source>Made out by the registry and signed; printed at this terminal, free of charge</source>
        <translation>由教务处出具并签章，在本终端免费打印</translation>
    </message>
    <message>
        <source>Certificate of enrolment</source>
        <translation>在读证明</translation>
    </message>
    <message>
        <source>Confirms that you are a student here, for banks, visas, internships and railway discounts</source>
        <translation>证明你是本校在读学生，可用于银行、签证、实习、火车票优惠</translation>
    </message>
    <message>
        <source>One page, Chinese and English, with seal, signature and a code to check it</source>
        <translation>一页，中英文对照，带印章、电子签名和核验二维码</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>打印</translation>
    </message>
</context>
<context>
    <name>HomeScreen</name>
    <message>
        <source>Hello, %1</source>
        <translation>%1，你好</translation>
    </message>
    <message>
        <source>Find a service</source>
        <translation>查找服务</translation>
    </message>
    <message>
        <source>Find a service, as “transcript” or “new campus card”</source>
        <translation>查找服务，如“成绩单”“补办校园卡”</translation>
    </message>
    <message>
        <source>Return to campus</source>
        <translation>返校登记</translation>
    </message>
    <message>
        <source>Register, face capture, review</source>
        <translation>填报 · 人脸采集 · 审核进度</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>证明打印</translation>
    </message>
    <message>
        <source>Certificate of enrolment, printed here</source>
        <translation>在读证明，当场打印</translation>
    </message>
    <message>
        <source>Telephone pass</source>
        <translation>手机通行码</translation>
    </message>
    <message>
        <source>For gates that have a scanner</source>
        <translation>有扫码口的校门可用</translation>
    </message>
    <message>
        <source>All services</source>
        <translation>办事大厅</translation>
    </message>
    <message>
        <source>%1 services and how to get them</source>
        <translation>%1 项服务，怎么办、带什么</translation>
    </message>
    <message>
        <source>What there is and how to get it</source>
        <translation>有哪些服务，怎么办</translation>
    </message>
    <message>
        <source>Often looked for</source>
        <translation>大家常找</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>Nothing of yours is in progress</source>
        <translation>没有正在办理的事项</translation>
    </message>
</context>
<context>
    <name>IdleScreen</name>
    <message>
        <source>One moment</source>
        <translation>请稍候</translation>
    </message>
    <message>
        <source>Tap your campus card</source>
        <translation>请刷校园卡</translation>
    </message>
    <message>
        <source>Your card was read; you are being signed in</source>
        <translation>已读到卡，正在登录</translation>
    </message>
    <message>
        <source>Hold it flat on the reader below the screen</source>
        <translation>把卡平放在屏幕下方的感应区</translation>
    </message>
    <message>
        <source>What you can do here</source>
        <translation>在这里可以办</translation>
    </message>
    <message>
        <source>Register your return</source>
        <translation>返校登记</translation>
    </message>
    <message>
        <source>Fill in, have your face captured, follow the review</source>
        <translation>填写行程，采集人脸，查看审核进度</translation>
    </message>
    <message>
        <source>Print certificates</source>
        <translation>证明打印</translation>
    </message>
    <message>
        <source>Signed, sealed and ready at once</source>
        <translation>签章齐全，立等可取</translation>
    </message>
    <message>
        <source>Find a service</source>
        <translation>查找服务</translation>
    </message>
    <message>
        <source>Who does it, where, and what to bring</source>
        <translation>谁来办、在哪办、带什么</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>中文</source>
        <comment>the other language, in that language</comment>
        <translation>English</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>恢复字号</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>放大字号</translation>
    </message>
    <message>
        <source>Finish and leave</source>
        <translation>完成并退出</translation>
    </message>
    <message>
        <source>Are you still there?</source>
        <translation>你还在吗？</translation>
    </message>
    <message>
        <source>You will be signed out in %1 seconds, and what you filled in will be erased</source>
        <translation>%1 秒后自动退出，已填内容会清除</translation>
    </message>
    <message>
        <source>I am here</source>
        <translation>我还在</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Leave without submitting?</source>
        <translation>还没有提交，要退出吗？</translation>
    </message>
    <message>
        <source>Leave and cancel the print?</source>
        <translation>取消打印并退出？</translation>
    </message>
    <message>
        <source>What you filled in will be erased</source>
        <translation>已填写的内容会清除</translation>
    </message>
    <message>
        <source>Your document is still being printed</source>
        <translation>你的文件正在打印</translation>
    </message>
    <message>
        <source>Go on filling in</source>
        <translation>继续填写</translation>
    </message>
    <message>
        <source>Wait for it</source>
        <translation>等它打完</translation>
    </message>
    <message>
        <source>Erase and leave</source>
        <translation>清除并退出</translation>
    </message>
    <message>
        <source>Cancel and leave</source>
        <translation>取消并退出</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Back</source>
        <translation>返回</translation>
    </message>
</context>
<context>
    <name>PrintingScreen</name>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Another copy</source>
        <translation>再办一份</translation>
    </message>
    <message>
        <source>Cancel the print</source>
        <translation>取消打印</translation>
    </message>
</context>
<context>
    <name>ReturnFormScreen</name>
    <message>
        <source>Your journey</source>
        <translation>行程</translation>
    </message>
    <message>
        <source>Step 1 of 3: tell us when and how you come back</source>
        <translation>第 1 步，共 3 步：什么时候、怎样返校</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一步</translation>
    </message>
    <message>
        <source>Province and city, as “Hubei, Wuhan”</source>
        <translation>省、市，如“湖北武汉”</translation>
    </message>
    <message>
        <source>Choose a province</source>
        <translation>选择省份</translation>
    </message>
    <message>
        <source>Where do you come from?</source>
        <translation>从哪里来？</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>ReturnHealthScreen</name>
    <message>
        <source>Health and contact</source>
        <translation>健康与联系人</translation>
    </message>
    <message>
        <source>Step 2 of 3: only your counsellor reads this</source>
        <translation>第 2 步，共 3 步：只有辅导员能看到</translation>
    </message>
    <message>
        <source>Next: your face</source>
        <translation>下一步：采集人脸</translation>
    </message>
    <message>
        <source>A parent or somebody close</source>
        <translation>家长或亲近的人</translation>
    </message>
    <message>
        <source>As 13800000000</source>
        <translation>如 13800000000</translation>
    </message>
</context>
<context>
    <name>ReturnStatusScreen</name>
    <message>
        <source>Register now</source>
        <translation>开始登记</translation>
    </message>
    <message>
        <source>Register again</source>
        <translation>重新登记</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>刷新</translation>
    </message>
    <message>
        <source>Your counsellor writes</source>
        <translation>辅导员的意见</translation>
    </message>
</context>
<context>
    <name>ReviewScreen</name>
    <message>
        <source>Is everything right?</source>
        <translation>请核对</translation>
    </message>
    <message>
        <source>Your counsellor decides; you see the answer here and at the gate</source>
        <translation>提交后由辅导员审核，结果可在这里查看</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>正在提交</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>重新提交</translation>
    </message>
    <message>
        <source>Submit</source>
        <translation>提交登记</translation>
    </message>
    <message>
        <source>Take it again</source>
        <translation>重新拍</translation>
    </message>
</context>
<context>
    <name>ServiceScreen</name>
    <message>
        <source>Do it here</source>
        <translation>现在就办</translation>
    </message>
    <message>
        <source>How it goes</source>
        <translation>怎么办</translation>
    </message>
    <message>
        <source>What to bring</source>
        <translation>带什么</translation>
    </message>
</context>
<context>
    <name>ServicesScreen</name>
    <message>
        <source>All services</source>
        <translation>办事大厅</translation>
    </message>
    <message>
        <source>Find a service, as “transcript” or “new campus card”</source>
        <translation>查找服务，如“成绩单”“补办校园卡”</translation>
    </message>
    <message>
        <source>Nothing found</source>
        <translation>没有找到</translation>
    </message>
    <message>
        <source>Try other words, or ask at the service desk</source>
        <translation>换个说法试试，或到服务台询问</translation>
    </message>
    <message>
        <source>Done here</source>
        <translation>本机可办</translation>
    </message>
</context>
<context>
    <name>TelephoneScreen</name>
    <message>
        <source>Pass on your telephone</source>
        <translation>手机通行码</translation>
    </message>
    <message>
        <source>Your telephone then shows passes for gates that have a scanner; your card goes on working</source>
        <translation>登记后，手机可在有扫码口的校门出示通行码；校园卡照常使用</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>再试一次</translation>
    </message>
    <message>
        <source>Show the code</source>
        <translation>显示二维码</translation>
    </message>
    <message>
        <source>Code for your telephone</source>
        <translation>给手机扫的二维码</translation>
    </message>
    <message>
        <source>Point your telephone&apos;s camera at this code and open the link</source>
        <translation>用手机扫描这个二维码，打开链接</translation>
    </message>
    <message>
        <source>Press “Use this telephone” on the page</source>
        <translation>在页面上按“就用这部手机”</translation>
    </message>
    <message>
        <source>At a gate, hold the pass before the scanner</source>
        <translation>到校门时，把通行码对准扫码口</translation>
    </message>
    <message>
        <source>Have your telephone ready, connected to the network</source>
        <translation>拿好手机，确认能上网</translation>
    </message>
    <message>
        <source>Show the code here and scan it with the telephone</source>
        <translation>在这里显示二维码，用手机扫描</translation>
    </message>
    <message>
        <source>The code opens once, until %1; do not let others photograph it</source>
        <translation>此码只能打开一次，%1 前有效；请勿让他人拍摄</translation>
    </message>
    <message>
        <source>One telephone at a time</source>
        <translation>同一时间只能用一部手机</translation>
    </message>
    <message>
        <source>With a new code, the telephone you used before shows no more passes</source>
        <translation>重新显示二维码后，原来的手机不再出示通行码</translation>
    </message>
</context>
</TS>
