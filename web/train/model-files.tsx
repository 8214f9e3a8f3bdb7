// The trained model as a file; and a file in its place.

import { type Model, writeModel } from '../../src/index.ts';
import { Alert } from '../alert.tsx';
import type { Fault } from '../fault.ts';
import { download, FileButton } from '../files.tsx';
import { useLanguage } from '../language.tsx';

interface ModelFilesProps {
  readonly model: Model | undefined;
  readonly fault: Fault | undefined;
  readonly onLook: () => void;
  readonly openFile: (file: File) => void;
}

export function ModelFiles({ model, fault, onLook, openFile }: ModelFilesProps) {
  const { say, explain } = useLanguage();
  const keep = () => download(`${model!.definition.name}.safetensors`, writeModel(model!));
  return (
    <div class="model">
      <h3>{say('Model')}</h3>
      <div class="tools">
        <button type="button" id="download" disabled={!model} onClick={keep}>
          {say('Download the model')}
        </button>
        <button type="button" id="look" disabled={!model} onClick={onLook}>
          {say('See its layers')}
        </button>
        <FileButton
          id="load"
          label={say('Open a model file…')}
          accept=".safetensors"
          onFiles={([file]) => openFile(file)}
        />
      </div>
      <p class="quiet">{say('Files of lenet5, .safetensors; they may be dropped on the page, too.')}</p>
      {fault && <Alert text={explain(fault)} />}
    </div>
  );
}
