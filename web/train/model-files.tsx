// The trained model as a file; and a file in its place.
import { type Model, writeModel } from '../../src/index.ts';
import { download, FileButton } from '../files.tsx';

const TEXT = {
  title: 'Model',
  download: 'Download the model',
  look: 'See its layers',
  load: 'Open a model file…',
  hint: 'Files of lenet5, .safetensors; they may be dropped on the page, too.',
};

interface ModelFilesProps {
  readonly model: Model | undefined;
  readonly fault: string | undefined;
  readonly onLook: () => void;
  readonly openFile: (file: File) => void;
}

export function ModelFiles({ model, fault, onLook, openFile }: ModelFilesProps) {
  const keep = () => download(`${model!.definition.name}.safetensors`, writeModel(model!));
  return (
    <div class="model">
      <h3>{TEXT.title}</h3>
      <div class="tools">
        <button type="button" id="download" disabled={!model} onClick={keep}>
          {TEXT.download}
        </button>
        <button type="button" id="look" disabled={!model} onClick={onLook}>
          {TEXT.look}
        </button>
        <FileButton id="load" label={TEXT.load} accept=".safetensors" onFiles={([file]) => openFile(file)} />
      </div>
      <p class="quiet">{TEXT.hint}</p>
      {fault && <p role="alert">{fault}</p>}
    </div>
  );
}
