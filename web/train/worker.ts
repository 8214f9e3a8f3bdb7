// A worker of the page: it trains, or it is a hand of one that trains.
import { HAND, serveHand } from './crew.ts';
import { serveTrainer } from './trainer.ts';

if (self.name === HAND) serveHand();
else serveTrainer();
