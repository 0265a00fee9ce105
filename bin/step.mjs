const terminal = process.stderr.isTTY === true;
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * Shows that a step is under way: a moving line on a terminal, one line when it ends elsewhere.
 *
 * @returns what to call when the step has ended, with a word for how, when it did not end well
 */
export function step(label) {
  const start = performance.now();
  const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`;
  let frame = 0;
  const draw = () => {
    frame = (frame + 1) % FRAMES.length;
    process.stderr.write(`\r\u001b[K${FRAMES[frame]} ${label} ${seconds()}`);
  };
  const timer = terminal ? setInterval(draw, 100) : undefined;
  timer?.unref();
  if (!terminal) process.stderr.write(`... ${label}\n`);
  return (outcome) => {
    clearInterval(timer);
    if (terminal) process.stderr.write('\r\u001b[K');
    process.stderr.write(`${outcome ? '✗' : '✓'} ${label}${outcome ? `: ${outcome}` : ''} (${seconds()})\n`);
  };
}
