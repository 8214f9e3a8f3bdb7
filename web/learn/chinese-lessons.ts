// The texts beside the layers in Chinese, by the English ones.
import type { Dictionary } from '../language.tsx';

export const chineseLessons: Dictionary = {
  '{name} does to {below} what {first} did before: {fromRows} × {fromColumns} places become {rows} × {columns}. Parameters: {parameters}.':
    '{name} 对 {below} 所做的与前面的 {first} 相同：{fromRows} × {fromColumns} 个位置变成 {rows} × {columns} 个。参数：{parameters} 个。',
  '{name} is a convolutional layer: {maps} feature maps, each of which looks for one feature all over the input. A unit sees {kernelRows} × {kernelColumns} pixels, its receptive field; all units of a map share one kernel and one bias, so {connections} connections need only {parameters} parameters. Today: a convolution with {maps} channels, stride 1, no padding.':
    '{name} 是卷积层：{maps} 个特征图，每个在整幅输入上寻找一种特征。一个单元看到 {kernelRows} × {kernelColumns} 个像素，即它的感受野；同一特征图的所有单元共用一个卷积核和一个偏置，所以 {connections} 个连接只需要 {parameters} 个参数。今天的说法：{maps} 个通道的卷积，步长为 1，不填充。',
  '{name} puts features together: a unit of its {maps} maps sees {kernelRows} × {kernelColumns} units of all {inputs} maps of {below}, and through them {fieldRows} × {fieldColumns} pixels of the input. {connections} connections share {parameters} parameters.':
    '{name} 把特征组合起来：它有 {maps} 个特征图，每个单元看到 {below} 全部 {inputs} 个特征图中的 {kernelRows} × {kernelColumns} 个单元，并经由它们看到输入的 {fieldRows} × {fieldColumns} 个像素。{connections} 个连接共用 {parameters} 个参数。',
  '{name} puts features together: a unit sees {kernelRows} × {kernelColumns} units of some of the {inputs} maps of {below}, and through them {fieldRows} × {fieldColumns} pixels of the input. Of {possible} kernels only {kernels} are there, by table I of the paper: fewer connections, and maps that see different things have to learn different features. Today nearly all networks connect every map with every map.':
    '{name} 把特征组合起来：每个单元在 {below} 的 {inputs} 个特征图中只看其中几个，各看 {kernelRows} × {kernelColumns} 个单元，并经由它们看到输入的 {fieldRows} × {fieldColumns} 个像素。按论文的表 I，{possible} 个可能的卷积核中只用 {kernels} 个：连接更少，而且看到的东西不同的特征图必然学到不同的特征。今天的网络几乎都把所有特征图两两相连。',
  'The kernels of {name} are as large as the maps of {below}, so each of its {maps} maps is one unit that sees the whole input: a full connection with {parameters} parameters. The paper calls it a convolution all the same, for over a wider input its maps would grow, and the same network would sweep over a line of writing (section VII).':
    '{name} 的卷积核与 {below} 的特征图一样大，所以它的 {maps} 个特征图各只有一个单元，看到整幅输入：这相当于有 {parameters} 个参数的全连接。论文仍称它为卷积层，因为输入加宽时特征图也会随之变大，同一个网络就能沿一整行文字扫描（第 VII 节）。',
  '{name} is a subsampling layer: a unit adds up {size} × {size} units of its map in {below}, times a trainable coefficient, plus a trainable bias. Where exactly a feature lies matters less from here on: {fromRows} × {fromColumns} places become {rows} × {columns}. It has {parameters} parameters. Today: pooling, mostly without anything to train.':
    '{name} 是下采样层：每个单元把 {below} 中对应特征图的 {size} × {size} 个单元相加，乘以一个可训练的系数，再加上一个可训练的偏置。从这里起，特征的精确位置不再那么重要：{fromRows} × {fromColumns} 个位置变成 {rows} × {columns} 个。它有 {parameters} 个参数。今天的说法：池化，通常没有需要训练的参数。',
  '{name} keeps the largest of every {size} × {size} units of its map in {below}: {fromRows} × {fromColumns} places become {rows} × {columns}, and where exactly a feature lies matters less. Nothing is trained here; the subsampling layers of the paper had a coefficient and a bias for each map.':
    '{name} 在 {below} 的每个特征图中，从每 {size} × {size} 个单元里只保留最大值：{fromRows} × {fromColumns} 个位置变成 {rows} × {columns} 个，特征的精确位置不再那么重要。这一层没有可训练的参数；论文的下采样层每个特征图各有一个系数和一个偏置。',
  '{name} takes the mean of every {size} × {size} units of its map in {below}: {fromRows} × {fromColumns} places become {rows} × {columns}, and where exactly a feature lies matters less. Nothing is trained here; the subsampling layers of the paper had a coefficient and a bias for each map.':
    '{name} 在 {below} 的每个特征图中，取每 {size} × {size} 个单元的平均值：{fromRows} × {fromColumns} 个位置变成 {rows} × {columns} 个，特征的精确位置不再那么重要。这一层没有可训练的参数；论文的下采样层每个特征图各有一个系数和一个偏置。',
  '{name} is fully connected: each of its {maps} units sees all {inputs} of {below}, with {parameters} parameters. Today: a dense or linear layer.':
    '{name} 是全连接层：它的 {maps} 个单元各自看到 {below} 的全部 {inputs} 个单元，共 {parameters} 个参数。今天也叫稠密层或线性层。',
  '{name} is fully connected: each of its {maps} units sees all {inputs} of {below}, with {parameters} parameters. There are {maps} of them because they are a picture, like the codes beside it: training makes {name} draw the code of the digit that is seen.':
    '{name} 是全连接层：它的 {maps} 个单元各自看到 {below} 的全部 {inputs} 个单元，共 {parameters} 个参数。之所以是 {maps} 个，是因为它们排成一幅小图，与旁边的编码一样：训练让 {name} 画出所见数字的编码。',
  'One unit for each of {maps} classes sees all {inputs} units of {below}. Its score, a logit in the words of today, is as high as the class is likely; softmax makes probabilities of the scores. The paper has distances to codes here.':
    '{maps} 个类别各有一个单元，看到 {below} 的全部 {inputs} 个单元。类别越可能，它的得分（今天称为 logit）就越高；softmax 把得分变成概率。论文在这里用的是到编码的距离。',
  'Euclidean radial basis functions: each of the {maps} outputs is the squared distance between the {inputs} units of {below} and the code of a class. The distance is a penalty: the smallest wins, and where all are large it is hardly a digit. The codes are drawn by hand and fixed. Today: a dense layer, softmax and cross-entropy.':
    '欧氏径向基函数：{maps} 个输出各是 {below} 的 {inputs} 个单元与某一类别编码之间距离的平方。距离就是惩罚：最小者胜出；如果所有距离都很大，那多半不是数字。编码由人手绘制，固定不变。今天的做法：稠密层、softmax 和交叉熵。',
};
