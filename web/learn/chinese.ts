// The page's texts in Chinese, by the English ones.
import type { Dictionary } from '../language.tsx';
import { chineseLessons } from './chinese-lessons.ts';
import { chineseTraining } from './chinese-training.ts';

const drawing: Dictionary = {
  'lenet5 · draw a digit, see every layer': 'lenet5 · 写一个数字，看每一层',
  Language: '语言',
  'Draw a digit and see every layer at work. Nothing leaves this browser.':
    '写一个数字，看每一层如何工作。所有数据都只留在这个浏览器里。',
  'Draw a number and see how it is cut and read. Nothing leaves this browser.':
    '写一串数字，看它怎样被切分和识读。所有数据都只留在这个浏览器里。',
  Drawing: '书写',
  'What to read': '识别什么',
  'One digit': '单个数字',
  'A number': '一串数字',
  'Pad for one digit': '单个数字的书写板',
  'Pad for a number': '一串数字的书写板',
  Undo: '撤销',
  Clear: '清除',
  Sample: '示例',
  'Picture…': '图片…',
  'Picture file': '图片文件',
  Pen: '笔宽',
  'On the pad: [0]–[9] draw that digit, [Backspace] undo, [Delete] clear, [[] []] pen. Arrow keys lead it, [Space] puts it down and lifts it. Pictures may be pasted or dropped.':
    '在书写板上：[0]–[9] 写出该数字，[Backspace] 撤销，[Delete] 清除，[[] []] 调笔宽。方向键移动画笔，[Space] 落笔或抬笔。图片可以粘贴或拖入。',
  'On the pad: [0]–[9], [.], [-] and [/] add that character, [Backspace] undo, [Delete] clear, [[] []] pen. Arrow keys lead it, [Space] puts it down and lifts it. Pictures may be pasted or dropped.':
    '在书写板上：[0]–[9]、[.]、[-] 和 [/] 追加该字符，[Backspace] 撤销，[Delete] 清除，[[] []] 调笔宽。方向键移动画笔，[Space] 落笔或抬笔。图片可以粘贴或拖入。',
};

const faults: Dictionary = {
  'Sizes do not fit together.': '尺寸不相符。',
  'The file is damaged, or of another kind than expected.': '文件已损坏，或不是所需的种类。',
  'Something is missing or out of range.': '缺少内容，或数值超出范围。',
  'Training cannot go on: its numbers have grown beyond all bounds.': '训练无法继续：数值已经发散。',
  'A part of the page could not be loaded.': '页面的一部分无法加载。',
  'This file cannot be shown as a picture.': '这个文件无法作为图片显示。',
  'Something went wrong.': '出错了。',
};

const hosting: Dictionary = {
  'Copy link': '复制链接',
  'Link to this drawing': '指向这幅书写的链接',
  'Copy this link:': '请复制这个链接：',
  'Link copied.': '链接已复制。',
  'Link copied, without the picture: it stays in this browser.':
    '链接已复制，但不含图片：图片只留在这个浏览器里。',
  'Link copied, without the drawing: it is too long for a link.':
    '链接已复制，但不含所写的内容：内容太长，链接放不下。',
  'One thread': '单线程',
  '{threads} threads': '{threads} 个线程',
  'Reload for more threads': '重新加载以使用多个线程',
  'Saving for offline use': '正在保存以供离线使用',
  'Ready offline': '可离线使用',
  'Not kept for offline use: that needs https': '未保存供离线使用：需要 https',
  'Not kept for offline use': '未保存供离线使用',
};

const answers: Dictionary = {
  'Loading the network': '正在加载网络',
  Reading: '正在识读',
  'Nothing to read yet': '还没有内容',
  '{share}, next {second}': '{share}，其次是 {second}',
  '{why}. Likeliest: {first} or {second}': '{why}。最可能是 {first} 或 {second}',
  'Not a digit': '不是数字',
  'Several characters; “a number” reads them': '有多个字符；请用“一串数字”识读',
  'Not sure': '不能确定',
  'No number to be read here': '这里没有可识读的数字',
  'No amount to be read here': '这里没有可识读的金额',
  'No date to be read here': '这里没有可识读的日期',
  'No ZIP code to be read here': '这里没有可识读的邮政编码',
  'No phone number to be read here': '这里没有可识读的电话号码',
  'Several lines; “any digits” reads them': '有多行；请用“任意数字”识读',
  'Read as': '识读为',
  'Any digits': '任意数字',
  'An amount': '金额',
  'A date': '日期',
  'A ZIP code': '邮政编码',
  'A phone number': '电话号码',
  'An answer if at least': '给出答案的条件：至少',
  '; or {others}': '；也可能是 {others}',
  '{share} sure': '把握 {share}',
  'Struck out: {value} ({share})': '已划掉：{value}（{share}）',
  'Not sure: {value} ({share})': '不能确定：{value}（{share}）',
  'what it gets': '网络的输入',
  'What the network gets: {rows} × {columns} pixels': '网络的输入：{rows} × {columns} 像素',
};

const sliders: Dictionary = {
  'Where does it break?': '到什么程度会认错？',
  'What the network gets is changed after size normalisation, which would undo most of this.':
    '变形加在尺寸归一化之后；若在之前，归一化会把大部分变形抵消掉。',
  'Shift right': '右移',
  'Shift down': '下移',
  Rotation: '旋转',
  Scale: '缩放',
  Squeeze: '挤压',
  Slant: '倾斜',
  Stroke: '笔画粗细',
  Noise: '噪声',
  'As it was drawn': '恢复原样',
};

const layers: Dictionary = {
  'Every layer': '逐层查看',
  Network: '网络',
  'The one that answers': '给出答案的网络',
  'LeNet-5, 1998': 'LeNet-5，1998 年',
  'LeNet-5, modern': 'LeNet-5，现代版',
  'Explain the layers': '讲解各层',
  convolution: '卷积',
  subsampling: '下采样',
  'max pooling': '最大池化',
  'average pooling': '平均池化',
  'full connection': '全连接',
  'distances to the codes': '到编码的距离',
  squash: '压缩函数',
  relu: 'ReLU',
  '{maps} units': '{maps} 个单元',
  '{maps} maps of {rows} × {columns} units': '{maps} 个特征图，每个 {rows} × {columns} 个单元',
  '{name}, {size}. Arrow keys choose a unit.': '{name}，{size}。用方向键选择单元。',
  '{name}, unit {map}': '{name}，单元 {map}',
  '{name}, map {map}, row {row}, column {column}': '{name}，特征图 {map}，第 {row} 行，第 {column} 列',
  'sees {rows} × {columns} pixels': '感受野 {rows} × {columns} 像素',
  '{count} inputs {all}': '{count} 个输入 {all}',
  bias: '偏置',
  coefficient: '系数',
  'fed by {sources}': '输入来自{sources}',
  'the input': '输入图像',
  'all {of} units of {name}': ' {name} 的全部 {of} 个单元',
  'all {of} maps of {name}': ' {name} 的全部 {of} 个特征图',
  'map {list} of {name}': ' {name} 的特征图 {list}',
  'maps {list} of {name}': ' {name} 的特征图 {list}',
  'Which maps of {below} feed which of {name}': '{below} 的哪些特征图连到 {name} 的哪些特征图',
  'The input': '输入图像',
  'The input, {rows} × {columns} pixels framed': '输入图像，框出 {rows} × {columns} 像素',
  '{inputs} kernels of {rows} × {columns}, one for each input map':
    '{inputs} 个 {rows} × {columns} 的卷积核，每个输入特征图一个',
  'Point at a unit or tap it, or go there with Tab and the arrow keys: here is its value, the pixels that it sees, what feeds it, and its kernels.':
    '指向或点按一个单元，或用 Tab 键和方向键移到那里：这里会显示它的值、它看到的像素、它的输入来源和它的卷积核。',
  'Codes of the digits, and how far F6 is from each': '各数字的编码，以及 F6 与它们的距离',
  class: '类别',
  distance: '距离',
  score: '得分',
  probability: '概率',
  'not a digit': '不是数字',
  several: '多个字符',
  rubbish: '非字符',
};

const why: Dictionary = {
  'Why this answer?': '为什么是这个答案？',
  'Asking the network': '正在询问网络',
  'A patch goes over every place of the input, and the network is asked again.':
    '用一个方块依次遮住输入的每一处，再问网络一次。',
  'A patch of': '方块材料',
  'What the patch is made of': '方块的材料',
  paper: '白纸',
  ink: '墨迹',
  'Size of the patch': '方块大小',
  'Arrow keys move the patch.': '用方向键移动方块。',
  '{sentence}.': '{sentence}。',
  'Draw a digit here': '在这里写一个数字',
  'Draw a number here': '在这里写一串数字',
  '{first} with {share}, {margin} ahead of {second}': '{first}，概率 {share}，比 {second} 高出 {margin}',
  'How much the distance of {first} grows with the patch there': '遮住该处后，到 {first} 的距离增加多少',
  'How much the score of {first} falls with the patch there': '遮住该处后，{first} 的得分降低多少',
  'What speaks for {first} and against {other}': '哪些部分支持 {first} 而不是 {other}',
  'With the patch at row {row}, column {column}:': '方块在第 {row} 行、第 {column} 列时：',
  'Point at a place of a map: here is what the network says then.': '指向图上一处，这里显示网络此时的回答。',
  'Compare with': '与之比较',
  'Looking for the least that changes the answer': '正在寻找足以改变答案的最小改动',
  'No patch of up to {most} × {most} pixels changes the answer.':
    '不超过 {most} × {most} 像素的方块都改变不了答案。',
  'Without these {side} × {side} pixels it is {winner}, {share}':
    '去掉这 {side} × {side} 像素，答案变成 {winner}，{share}',
  'With {side} × {side} pixels of ink here it is {winner}, {share}':
    '在此处加上 {side} × {side} 像素的墨迹，答案变成 {winner}，{share}',
};

const numbers: Dictionary = {
  'How it is read': '识读过程',
  'Digit to look into': '要细看的数字',
  reading: '读法',
  'share of those looked at': '在所考察读法中的占比',
  'Of several lines the first one is shown below.': '有多行数字，下面显示第一行。',
  'Cuts and the best path': '切分与最佳路径',
  'Segments: {segments}, pieces: {pieces}; the best path reads {text}':
    '{segments} 个片段，{pieces} 个候选字符；最佳路径读作 {text}',
  'No path spells this: the sweep alone read it.': '没有路径能拼出这个读法：它只由扫描得出。',
  'How likely each digit is in its place.': '每个数字在其位置上的可能性。',
  'Of the piece of {digit} alone the network says {share}.': '只看 {digit} 的这一块，网络给出 {share}。',
  'The network swept over the line': '网络沿整行扫描',
  '{outputs} outputs, one every {step} columns; × is no symbol in the middle':
    '{outputs} 个输出，每 {step} 列一个；× 表示视野正中没有字符',
  'Write a number: here is what it is cut into, the path that reads it best, what else it may be, and what the network says as it is swept over the whole line.':
    '写一串数字：这里会显示它被切成哪些片段、识读它的最佳路径、其他可能的读法，以及网络沿整行扫描时的输出。',
};

const views: Dictionary = {
  View: '视图',
  Read: '识读',
  Train: '训练',
  'Train a network and watch it learn. Nothing leaves this browser.':
    '训练一个网络，看它怎样学习。任何数据都不会离开这个浏览器。',
  'Model file…': '模型文件…',
  'Any test digit of MNIST': 'MNIST 测试集中的任意一个数字',
};

export const chinese: Dictionary = {
  ...views,
  ...drawing,
  ...faults,
  ...hosting,
  ...answers,
  ...sliders,
  ...layers,
  ...why,
  ...numbers,
  ...chineseLessons,
  ...chineseTraining,
};
