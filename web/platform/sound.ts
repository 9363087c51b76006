/** The tone of a notice: two soft notes, made here so that nothing has to be loaded. */
const notes = [
  { frequency: 660, at: 0 },
  { frequency: 880, at: 0.11 },
];
const loudness = 0.06;
const lengthS = 0.22;

let context: AudioContext | null = null;

export function playTone(): void {
  // Before the first click or key a browser lets no page make a sound, and says so in its console.
  if (!navigator.userActivation?.hasBeenActive) return;
  context ??= new AudioContext();
  const start = context.currentTime;
  for (const { frequency, at } of notes) {
    const note = new OscillatorNode(context, { frequency, type: "sine" });
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, start + at);
    volume.gain.linearRampToValueAtTime(loudness, start + at + 0.015);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + at + lengthS);
    note.connect(volume).connect(context.destination);
    note.start(start + at);
    note.stop(start + at + lengthS);
  }
}
