import type { Finding } from '../../../core/finding.ts';
import { nearest } from '../../../values/nearest.ts';
import type { DashboardProps } from './dashboard.ts';
import { COLUMNS, sizeOf } from './layout.ts';
import type { Panel } from './panel.ts';

/** A dashboard that is not built, with all that is wrong about it. */
export class DashboardError extends Error {
  override readonly name = 'DashboardError';
  readonly findings: readonly Finding[];

  constructor(uid: string, findings: readonly Finding[]) {
    const lines = findings.map(({ code, where, message, hint }) => `  ${where.path}: ${message} ${hint} [${code}]`);
    const mistakes = findings.length === 1 ? '1 mistake' : `${findings.length} mistakes`;
    super([`dashboard ${JSON.stringify(uid)} has ${mistakes}:`, ...lines].join('\n'));
    this.findings = findings;
  }
}

const UID = /^[A-Za-z0-9_-]{1,40}$/;
const VARIABLE_NAME = /^[A-Za-z]\w*$/;
const VARIABLE_USE = /\$([A-Za-z_]\w*)/g;
/** A target's letter is its id, so there are as many targets as letters. */
const MOST_QUERIES = 26;
/** Texts that may be left empty: a legend of one series needs no name. */
const MAY_BE_EMPTY = /\.(legend|noValue|text)$/;

/** Everything that Grafana, Prometheus or Flux would stumble over, in the order of the props. */
export function faults(props: DashboardProps): Finding[] {
  const fault = (code: string, path: string, message: string, hint: string): Finding => ({
    code,
    severity: 'error',
    where: { object: `Dashboard ${props.uid}`, path },
    message,
    hint,
  });
  const names = (props.variables ?? []).map(({ name }) => name);
  const found: Finding[] = [];

  if (!UID.test(props.uid)) {
    const hint = 'Write letters, digits, "-" and "_".';
    found.push(fault('dashboard-uid', 'uid', `${JSON.stringify(props.uid)} is not a uid of 1 to 40 characters.`, hint));
  }
  names.forEach((name, index) => {
    const path = `variables[${index}].name`;
    if (!VARIABLE_NAME.test(name)) {
      found.push(
        fault('dashboard-variable', path, `"${name}" cannot be written as $name.`, 'Write letters and digits.'),
      );
    } else if (names.indexOf(name) < index) {
      found.push(fault('dashboard-variable', path, `"${name}" is there twice.`, 'Give each variable its own name.'));
    }
  });
  for (const [path, text] of texts(props, '')) {
    if (text.trim() === '' && !MAY_BE_EMPTY.test(path)) {
      found.push(fault('dashboard-text', path, 'The text is empty.', 'Say what it is.'));
    }
    if (text.includes('${')) {
      const message = 'Flux takes a dollar sign before a brace for a variable of its own, and replaces it.';
      found.push(fault('dashboard-substitution', path, message, 'Write $name, without the braces.'));
    }
    for (const [, used] of text.matchAll(VARIABLE_USE)) {
      if (used === undefined || used.startsWith('__') || names.includes(used)) continue;
      const meant = nearest(used, names);
      const hint = meant ? `Did you mean $${meant}?` : 'Add it to the variables.';
      found.push(fault('dashboard-variable', path, `$${used} is no variable of this dashboard.`, hint));
    }
  }
  props.rows.forEach((row, rowIndex) => {
    row.panels.forEach((panel, panelIndex) => {
      for (const [code, path, message, hint] of panelFaults(panel)) {
        found.push(fault(code, `rows[${rowIndex}].panels[${panelIndex}].${path}`, message, hint));
      }
    });
  });
  return found;
}

type PanelFault = readonly [code: string, path: string, message: string, hint: string];

function panelFaults(panel: Panel): PanelFault[] {
  const { w, h } = sizeOf(panel);
  const { queries } = panel.props;
  const found: PanelFault[] = [];
  if (!Number.isInteger(w) || w < 1 || w > COLUMNS) {
    found.push(['dashboard-size', 'width', `${w} columns do not fit the grid.`, `Write 1 to ${COLUMNS}.`]);
  }
  if (!Number.isInteger(h) || h < 1) {
    found.push(['dashboard-size', 'height', `${h} is no height on the grid.`, 'Write a whole number from 1.']);
  }
  if (queries.length < 1 || queries.length > MOST_QUERIES) {
    const message = `${queries.length} queries cannot be lettered A to Z.`;
    found.push(['dashboard-query', 'queries', message, `Write 1 to ${MOST_QUERIES}.`]);
  }
  queries.forEach(({ expr }, index) => {
    if (balanced(expr)) return;
    const message = `The brackets or quotes of ${expr} do not pair up.`;
    found.push(['dashboard-query', `queries[${index}].expr`, message, 'Close what is open.']);
  });
  return found;
}

/** Whether every bracket outside of quotes is closed by its own kind, and every quote is closed. */
function balanced(expr: string): boolean {
  const bare = expr.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '');
  if (/["'`]/.test(bare)) return false;
  const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
  const open: string[] = [];
  for (const sign of bare) {
    if ('([{'.includes(sign)) open.push(sign);
    else if (sign in pairs && open.pop() !== pairs[sign]) return false;
  }
  return open.length === 0;
}

/** Every text inside a value, with the path that the owner would write to it. */
function* texts(value: unknown, path: string): Generator<readonly [path: string, text: string]> {
  if (typeof value === 'string') {
    yield [path, value];
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* texts(item, `${path}[${index}]`);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      // A panel's props are what the owner handed to its function: the word is ours, not theirs.
      yield* texts(item, key === 'props' ? path : `${path}${path && '.'}${key}`);
    }
  }
}
