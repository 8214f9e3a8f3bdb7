// The network that is looked into: one of those beside the page, or a model of the user's own; and every layer of it.
import { useMemo, useState } from 'preact/hooks';
import { oneOf, useInAddress } from './address.ts';
import { Alert } from './alert.tsx';
import { Choice } from './choice.tsx';
import type { Fault } from './fault.ts';
import { FileButton } from './files.tsx';
import type { Given } from './given.ts';
import { useLanguage } from './language.tsx';
import { lazy } from './lazy.tsx';
import { useLoaded } from './loaded.ts';
import { openNetwork } from './models.ts';
import type { OwnModel } from './own-model.ts';
import type { Palette } from './palette.ts';
import { Field } from './see/field.tsx';
import { Layers } from './see/layers.tsx';

const NETWORKS = {
  characters: 'The one that answers',
  lenet5: 'LeNet-5, 1998',
  'lenet5-modern': 'LeNet-5, modern',
} as const;

type NetworkName = keyof typeof NETWORKS | 'own';

const NETWORK = oneOf(NETWORKS, 'characters');

/** Which network is looked into; a model of the user's own answers, too, and is in no link. */
export function useNetworkChoice() {
  const [named, setNamed] = useInAddress('network', NETWORK);
  const [own, setOwn] = useState<OwnModel>();
  const [isOwn, setIsOwn] = useState(false);
  const [fault, setFault] = useState<Fault>();
  return {
    ...{ own, fault, setFault },
    name: isOwn ? ('own' as const) : named,
    chosen: isOwn ? own : undefined,
    setName(next: NetworkName) {
      setIsOwn(next === 'own');
      if (next !== 'own') setNamed(next);
      setFault(undefined);
    },
    open(model: OwnModel) {
      setOwn(model);
      setIsOwn(true);
      setFault(undefined);
    },
  };
}

/** The network that is looked into, and what it makes of its input; `answering` is the name of the one that answers. */
export function useNetwork(
  { name, chosen, own, setName, fault }: ReturnType<typeof useNetworkChoice>,
  { ink, isBlank }: Given,
  answering: string,
) {
  const file = name === 'characters' ? answering : name;
  const key = chosen?.key ?? file;
  const loaded = useLoaded(async () => chosen?.network ?? openNetwork(file), key);
  const { value: network } = loaded;
  const inspection = useMemo(() => network?.inspector.look(ink.data, ink.rows, ink.columns), [network, ink]);
  return { name, own, setName, network, inspection, error: fault ?? loaded.error, ink, isBlank };
}

export type Look = ReturnType<typeof useNetwork>;

/** What the network gets of the drawing. */
export function GivenField({ network, inspection, palette }: Look & { readonly palette: Palette }) {
  const { say } = useLanguage();
  if (!network || !inspection) return null;
  const { input } = network.model.definition;
  return (
    <figure class="given">
      <Field
        input={inspection.input}
        levels={input}
        cell={3}
        palette={palette}
        label={say('What the network gets: {rows} × {columns} pixels', { ...input })}
      />
      <figcaption class="quiet">{say('what it gets')}</figcaption>
    </figure>
  );
}

const Why = lazy('why', async () => (await import('./ask/why.tsx')).Why);

export interface NetworkViewProps extends Look {
  readonly palette: Palette;
  readonly isDrawing: boolean;
  readonly openFile: (file: File) => void;
}

export function NetworkView({ name, setName, own, openFile, ...rest }: NetworkViewProps) {
  const { say, explain } = useLanguage();
  const { network, inspection, error, palette, ink, isBlank, isDrawing } = rest;
  const options: Partial<Record<NetworkName, string>> = own ? { ...NETWORKS, own: own.label(say) } : NETWORKS;
  return (
    <section class="network" aria-labelledby="every">
      <h2 id="every" tabIndex={-1}>
        {say('Every layer')}
      </h2>
      <div class="tools">
        <Choice
          name="network"
          legend={say('Network')}
          options={options as Record<NetworkName, string>}
          value={name}
          onChange={setName}
        />
        <FileButton
          id="model"
          label={say('Model file…')}
          accept=".safetensors"
          onFiles={([chosen]) => openFile(chosen)}
        />
      </div>
      {error && <Alert text={explain(error)} />}
      {network && inspection ? (
        <>
          <Layers {...{ network, inspection, palette }} />
          {!isBlank && <Why {...{ ink, inspection, palette, isDrawing }} model={network.model} />}
        </>
      ) : (
        !error && <p class="quiet">{say('Loading the network')}</p>
      )}
    </section>
  );
}
