// lenet5 on a plain static page: the whole library in one script, nothing leaves the browser.
// Bundle it with any bundler, put lenet5-modern.safetensors beside it, serve the folder from anywhere.
import { Recognizer, readModel } from 'lenet5';

const canvas = document.querySelector('#pad');
const answer = document.querySelector('#answer');
const pen = canvas.getContext('2d', { willReadFrequently: true });

const file = './lenet5-modern.safetensors';
const response = await fetch(file);
if (!response.ok) {
  answer.textContent = `${file} is missing; put it beside this page.`;
  throw new Error(answer.textContent);
}
const recognizer = await Recognizer.open(readModel(new Uint8Array(await response.arrayBuffer()), file));

function show() {
  const { status, digit, confidence, reason } = recognizer.recognize(
    pen.getImageData(0, 0, canvas.width, canvas.height),
  );
  answer.textContent =
    status === 'accepted' ? `${digit} (${(100 * confidence).toFixed(1)} %)` : `? (${reason})`;
}

function moveTo(event, isStart) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const x = ((event.clientX - left) * canvas.width) / width;
  const y = ((event.clientY - top) * canvas.height) / height;
  if (isStart) {
    pen.beginPath();
    pen.moveTo(x, y);
  }
  pen.lineTo(x, y);
  pen.stroke();
}

pen.lineWidth = 18;
pen.lineCap = 'round';
pen.lineJoin = 'round';
canvas.addEventListener('pointerdown', (event) => {
  canvas.setPointerCapture(event.pointerId);
  moveTo(event, true);
});
canvas.addEventListener('pointermove', (event) => {
  if (!event.buttons) return;
  moveTo(event, false);
  show();
});
document.querySelector('#clear').addEventListener('click', () => {
  pen.clearRect(0, 0, canvas.width, canvas.height);
  answer.textContent = '–';
});
