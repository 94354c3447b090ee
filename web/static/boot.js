// Shows the first page, which came drawn, and starts the program as soon as there is something for it to do. What was
// pressed meanwhile is pressed again in the page of the program.
const root = document.documentElement;
const place = document.getElementById('app');
const complaint = document.getElementById('boot-error');
const words = (english, japanese) => (root.lang === 'ja' ? japanese : english);

let turn = 0;
let program;
/** The program's script and its compiled bytes, asked for once; again after they could not be had. */
function load() {
  program ??= (async () => {
    // A browser may remember a script that failed under its address.
    const again = turn ? `&turn=${turn}` : '';
    const address = './regpath_bg.wasm?v=__BUILD__';
    const [script, bytes] = await Promise.all([import(`./regpath.js?v=__BUILD__${again}`), compiled(address)]);
    return () => script.default({ module_or_path: bytes });
  })();
  program.catch(() => {
    program = undefined;
    turn += 1;
  });
  return program;
}

async function compiled(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  // A server that does not know WebAssembly calls it something else.
  return answer.headers.get('content-type')?.startsWith('application/wasm')
    ? WebAssembly.compileStreaming(answer)
    : WebAssembly.compile(await answer.arrayBuffer());
}

let isStarting = false;
/** Puts the program's own page in the place of the drawn one. */
async function start() {
  if (isStarting) return;
  isStarting = true;
  complaint.hidden = true;
  try {
    const run = await load();
    const focused = name(document.activeElement);
    await run();
    keep();
    await drawn();
    leave.abort();
    find(focused)?.focus();
    wanted?.();
  } catch (error) {
    isStarting = false;
    complain(error);
  }
}

/** Until the program has drawn its page and listens, or has said why not. */
async function drawn() {
  do {
    await new Promise((resolve) => setTimeout(resolve));
  } while (!place.querySelector('main:not([data-drawn])') && complaint.hidden);
}

function complain(error) {
  console.error(error);
  busy(null, '');
  const again = document.createElement('button');
  again.type = 'button';
  again.className = 'link';
  again.textContent = words('Try again', 'もう一度試す');
  again.addEventListener('click', start);
  complaint.replaceChildren(
    words(`regpath could not start (${error.message}). `, `regpathを起動できませんでした(${error.message})。`), again);
  complaint.hidden = false;
  complaint.scrollIntoView({ block: 'nearest' });
}

// From the second visit on the page opens without a network, where the browser allows that.
function keep() {
  if ('serviceWorker' in navigator && window.isSecureContext) {
    navigator.serviceWorker.register('./sw.js').catch(() => {});
  }
}

// The first page.

/** What is to be done in the program's page: only the last thing that was asked for. */
let wanted;
const leave = new AbortController();

/** By what a part is found again in the program's page. */
const name = (part) => (part && place.contains(part)
  ? [part.tagName, part.type, part.className, (part.closest('label') ?? part).textContent].join(' ')
  : null);
const find = (wanted) => wanted && [...place.querySelectorAll('button, input, main')].find((part) => name(part) === wanted);

/** Shows the first page in the language of the document. */
function show() {
  const drawing = document.querySelector(`template[lang="${root.lang}"]`);
  place.replaceChildren(drawing.content.cloneNode(true));
  document.title = `${place.querySelector('h1').textContent} · regpath`;
}

function speak(lang) {
  root.lang = lang;
  try {
    localStorage.setItem('regpath.lang', lang);
  } catch { /* without storage it lasts as long as the page */ }
  show();
  place.querySelector(`.languages [lang="${lang}"]`).focus();
}

/** Does this as soon as the program is there, and says that it comes. */
function later(action, part) {
  wanted = action;
  busy(part, place.querySelector('[data-opening]')?.dataset.opening);
  start();
}

function busy(part, words) {
  for (const other of place.querySelectorAll('[aria-busy]')) other.removeAttribute('aria-busy');
  part?.setAttribute('aria-busy', 'true');
  const status = place.querySelector('[data-opening]');
  if (status) status.textContent = words;
}

function press({ target }) {
  const part = target.closest('button');
  if (!part || part.classList.contains('product')) return;
  if (part.lang) return speak(part.lang);
  const wanted = name(part);
  later(() => find(wanted)?.click(), part);
}

function choose({ target }) {
  const [wanted, { files }] = [name(target), target];
  later(() => {
    const field = find(wanted);
    if (!field) return;
    field.files = files;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }, target.closest('label'));
}

/** Keys without a modifier mean something to the program, unless they move in the page; so does Ctrl-K. */
function key(event) {
  const { key } = event;
  const ctrlKey = event.ctrlKey || event.metaKey;
  if (event.altKey || key.length !== 1 || key === ' ' || (ctrlKey && key.toLowerCase() !== 'k')) return;
  event.preventDefault();
  later(() => window.dispatchEvent(new KeyboardEvent('keydown', { key, ctrlKey })));
}

/** A file that is dropped anywhere but on a field for files. */
function drop(event) {
  if (event.target.type === 'file') return;
  event.preventDefault();
  if (event.type !== 'drop') return;
  const dataTransfer = new DataTransfer();
  for (const file of event.dataTransfer.files) dataTransfer.items.add(file);
  later(() => place.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer })));
}

if (root.dataset.first) {
  show();
  const { signal } = leave;
  place.addEventListener('click', (event) => {
    if (event.target.closest('.skip')) {
      event.preventDefault();
      document.getElementById('view').focus();
    } else {
      press(event);
    }
  }, { signal });
  place.addEventListener('change', choose, { signal });
  window.addEventListener('keydown', key, { signal });
  for (const kind of ['dragover', 'drop']) window.addEventListener(kind, drop, { signal });
  window.addEventListener('hashchange', start, { signal });
  // Whoever is there will press something soon; should it fail, it is told when there is need.
  for (const sign of ['pointermove', 'pointerdown', 'wheel', 'keydown', 'focusin', 'dragover']) {
    window.addEventListener(sign, () => load().catch(() => {}), { signal, once: true, passive: true });
  }
  window.addEventListener('load', keep, { signal });
} else {
  start();
}
