import type { Rng } from "isocompute";

/** A random program: statements that can be cut into cells between any two. */
export interface RandomProgram {
  readonly statements: readonly string[];
}

type Kind = "number" | "list" | "record" | "function" | "class";

interface Name {
  readonly name: string;
  readonly kind: Kind;
  readonly mutable: boolean;
}

/**
 * Writes programs that run the same as one module and cut into cells, if the cells' variables are one and the same everywhere:
 * every statement may read and change what earlier ones declared, through closures, classes, loops, destructuring and awaits.
 * Types stand in comments, which `typed` turns on.
 */
export class ProgramWriter {
  readonly #rng: Rng;
  readonly #names: Name[] = [];
  readonly #prefix: string;
  #serial = 0;
  #exportedDefault = false;

  constructor(rng: Rng, prefix: string) {
    this.#rng = rng;
    this.#prefix = prefix;
  }

  write(): RandomProgram {
    const statements: string[] = [];
    const count = 5 + this.#rng.below(12);
    for (let i = 0; i < 2; i++) statements.push(this.#declareNumber());
    for (let i = 0; i < count; i++) {
      statements.push(this.#statement());
      statements.push(this.#print());
    }
    return { statements };
  }

  // ---- choices

  #pick<T>(items: readonly T[]): T {
    const item = items[this.#rng.below(items.length)];
    if (item === undefined) throw new Error("nothing to choose from");
    return item;
  }

  #chance(share: number): boolean {
    return this.#rng.uniform() < share;
  }

  #fresh(): string {
    this.#serial += 1;
    return `${this.#prefix}${this.#pick(["a", "b", "c", "state", "$x", "_y"])}${this.#serial}`;
  }

  #add(kind: Kind, mutable: boolean, name = this.#fresh()): string {
    this.#names.push({ name, kind, mutable });
    return name;
  }

  #of(kind: Kind, mutableOnly = false): string | undefined {
    const fitting = this.#names.filter((n) => n.kind === kind && (n.mutable || !mutableOnly));
    return fitting.length > 0 ? this.#pick(fitting).name : undefined;
  }

  // ---- expressions, all of them small integers

  #number(depth = 0): string {
    const name = this.#of("number");
    if (depth > 2 || this.#chance(0.2)) return name && this.#chance(0.7) ? name : String(this.#rng.below(20));
    const inner = (): string => this.#number(depth + 1);
    const fn = this.#of("function");
    const list = this.#of("list");
    const record = this.#of("record");
    const cls = this.#of("class");
    const changeable = this.#of("number", true);
    const forms = [
      () => `((${inner()} + ${inner()}) % 997)`,
      () => `((${inner()} * ${inner()} + 1) % 991)`,
      () => `(${inner()} > ${inner()} ? ${inner()} : ${inner()})`,
      () => `[${inner()}, ${inner()}].reduce((p/*: any*/, q/*: any*/) => (p + q) % 499, 0)`,
      () => `((x/*: any*/) => (x + ${inner()}) % 983)(${inner()})`,
      () => `(typeof ${name ?? "undefined"} === "number" ? ${inner()} : 0)`,
      () => `Math.max(...[${inner()}, ${inner()}])`,
      ...(fn
        ? [
            () => `${fn}(${inner()})`,
            () => `${fn}?.(${inner()})`,
            () => `((g/*: any*/) => g(${inner()}))(${fn})`,
            () => `${fn}.name.length`,
          ]
        : []),
      ...(list
        ? [() => `(${list}[${inner()} % 3] ?? ${inner()})`, () => `${list}.length`, () => `Math.max(0, ...${list})`]
        : []),
      ...(record
        ? [() => `${record}.k`, () => `({ ...${record}, z: ${inner()} }).z`, () => `${record}.get(${inner()})`]
        : []),
      ...(cls
        ? [() => `new ${cls}(${inner()}).read()`, () => `${cls}.count`, () => `${cls}.make(${inner()}).read()`]
        : []),
      ...(changeable
        ? [
            () => `(${changeable} = ${inner()})`,
            () => `${changeable}++`,
            () => `(${changeable} += ${inner()}, ${changeable} %= 977)`,
          ]
        : []),
      ...(name
        ? [
            () => `({ ${name} }).${name}`,
            () => `((${name}/*: any*/) => ${name} % 7)(${inner()})`,
            () => `Number(\`\${${name}}\`)`,
          ]
        : []),
    ];
    return this.#pick(forms)();
  }

  #change(): string {
    const target = this.#of("number", true);
    if (!target) return `${this.#number()};`;
    const forms = [
      () => `${target} = ${this.#number()};`,
      () => `${target} += ${this.#number()}; ${target} %= 971;`,
      () => `${target}++;`,
      () => `[${target}] = [${this.#number()}];`,
      () => `({ ${target} } = { ${target}: ${this.#number()} });`,
      () => `({ k: ${target} = ${this.#number()} } = { k: ${this.#number()} });`,
      () => `${target} ||= ${this.#number()};`,
      () => `${target} &&= ${this.#number()};`,
    ];
    return this.#pick(forms)();
  }

  // ---- statements of the top level

  #statement(): string {
    const kinds = [
      () => this.#declareNumber(),
      () => this.#declareNumber(),
      () => this.#change(),
      () => this.#swap(),
      () => this.#destructure(),
      () => this.#declareFunction(),
      () => this.#declareFunction(),
      () => this.#declareClosure(),
      () => this.#declareList(),
      () => this.#declareRecord(),
      () => this.#declareClass(),
      () => this.#loop(),
      () => this.#loop(),
      () => this.#loop(),
      () => this.#block(),
      () => this.#tryCatch(),
      () => this.#awaits(),
      () => this.#generator(),
      () => this.#importName(),
      () => this.#switch(),
    ];
    return this.#pick(kinds)();
  }

  #declareNumber(): string {
    const value = this.#number();
    const keyword = this.#pick(["let", "let", "const", "var"]);
    const exported = this.#chance(0.1) ? "export " : "";
    if (keyword !== "const" && this.#chance(0.15)) {
      const other = this.#add("number", true);
      const name = this.#add("number", true);
      return `${exported}${keyword} ${other}/*: any*/ = ${value}, ${name}/*: any*/ = ${other} + 1;`;
    }
    return `${exported}${keyword} ${this.#add("number", keyword !== "const")}/*: any*/ = ${value};`;
  }

  #swap(): string {
    const [a, b] = [this.#of("number", true), this.#of("number", true)];
    return a && b && a !== b ? `[${a}, ${b}] = [${b}, ${a}];` : this.#change();
  }

  #destructure(): string {
    const values = [this.#number(), this.#number(), this.#number()];
    const keyword = this.#pick(["let", "const", "var"]);
    const mutable = keyword !== "const";
    const [a, b, c] = [this.#fresh(), this.#fresh(), this.#fresh()];
    for (const name of [a, b]) this.#add("number", mutable, name);
    if (this.#chance(0.5)) {
      this.#add("list", false, c);
      return `${keyword} [${a}, ${b} = ${values[0]}, ...${c}]/*: any*/ = [${values[1]}, undefined, ${values[2]}, 3];`;
    }
    this.#add("number", mutable, c);
    return `${keyword} { k: ${a}, [\`q\${1}\`]: ${b} = ${values[0]}, r: { s: ${c} } }/*: any*/ = { k: ${values[1]}, r: { s: ${values[2]} } };`;
  }

  #declareFunction(): string {
    const body = this.#body();
    const result = this.#number(2);
    let head = this.#pick(["", "", "export "]);
    if (!this.#exportedDefault && this.#chance(0.05)) {
      head = "export default ";
      this.#exportedDefault = true;
    }
    const name = this.#fresh();
    const recursive = this.#chance(0.3);
    const text = recursive
      ? `${head}function ${name}(n/*: any*/ = 1)/*: any*/ { ${body} return n > 0 && n < 9 ? (${name}(n - 1) + 1) % 967 : ${result}; }`
      : `${head}function ${name}(n/*: any*/ = ${this.#number(2)})/*: any*/ { ${body} return (n + ${result}) % 953; }`;
    this.#add("function", false, name);
    return text;
  }

  #declareClosure(): string {
    const body = this.#body();
    const result = this.#number(2);
    const keyword = this.#pick(["const", "let", "var"]);
    const form = this.#pick([
      `(n/*: any*/) => { ${body} return (n + ${result}) % 947; }`,
      `function (n/*: any*/) { ${body} return this === undefined ? (n + ${result}) % 941 : -1; }`,
      `(n/*: any*/) => (n * 2 + ${result}) % 937`,
    ]);
    return `${keyword} ${this.#add("function", false)}/*: any*/ = ${form.replace("function (n/*: any*/)", "function (this/*: any*/, n/*: any*/)")};`;
  }

  #declareList(): string {
    const elements = [this.#number(), this.#number(), this.#number()];
    const fn = this.#of("function");
    const tail = fn && this.#chance(0.4) ? `.map((v/*: any*/) => ${fn}(v))` : "";
    return `const ${this.#add("list", false)}/*: any*/ = [${elements}]${tail};`;
  }

  #declareRecord(): string {
    const value = this.#number(2);
    const read = this.#number(2);
    return `const ${this.#add("record", false)}/*: any*/ = { get k()/*: any*/ { return ${read}; }, j: ${value}, get(n/*: any*/) { return (this.j + n) % 929; } };`;
  }

  #declareClass(): string {
    const base = this.#of("class");
    const start = this.#number(2);
    const read = this.#number(2);
    const body = this.#body();
    const name = this.#fresh();
    const parent = base && this.#chance(0.4) ? ` extends ${base}` : "";
    const call = parent ? "super(v); " : "";
    const text =
      `class ${name}${parent} { static count/*: any*/ = ${start}; #v/*: any*/ = 0; ` +
      `constructor(v/*: any*/) { ${call}this.#v = v; ${name}.count = (${name}.count + 1) % 89; } ` +
      `read()/*: any*/ { ${body} return (this.#v + ${read}) % 919; } static make(v/*: any*/)/*: any*/ { return new ${name}(v); } }`;
    this.#add("class", false, name);
    return text;
  }

  /** What a function does before it returns: changes and shadows of what the notebook declares. */
  #body(): string {
    const shadowed = this.#of("number");
    const forms = [
      () => "",
      () => this.#change(),
      () => (shadowed ? `{ let ${shadowed}/*: any*/ = 5; ${shadowed}++; }` : ""),
      () => `for (let i = 0; i < 3; i++) { ${this.#change()} }`,
      () => `var local/*: any*/ = ${this.#number()}; local += 1;`,
    ];
    return this.#pick(forms)();
  }

  #loop(): string {
    const step = (): string => (this.#chance(0.8) ? this.#change() : `console.log(${this.#number()});`);
    const turns = 1 + this.#rng.below(6);
    const list = this.#of("list");
    const forms = [
      () => `for (let i = 0; i < ${turns}; i++) { ${step()} ${step()} }`,
      () => `for (let i = 0; i < ${turns}; i++) { if (i === 2) continue; ${step()} if (i === 4) break; }`,
      () => {
        const text = step();
        const name = this.#add("number", true);
        return `for (var ${name}/*: any*/ = 0; ${name} < ${turns}; ${name}++) { ${text} }`;
      },
      () => {
        const text = step();
        const name = this.#add("number", true);
        return `for (var ${name} of [${this.#number()}, ${this.#number()}]) { ${text} }`;
      },
      () => `{ let turn = 0; while (turn++ < ${turns}) { ${step()} } }`,
      () => `{ let turn = 0; do { ${step()} ${step()} } while (++turn < ${turns}); }`,
      () =>
        `outer: for (const i of [1, 2, 3]) { for (const j of [1, 2, 3]) { if (j > i) continue outer; ${step()} if (i * j > ${turns + 2}) break outer; } }`,
      () => `for (const key in { p: 1, q: 2 }) { console.log(key); ${step()} }`,
      () => `for (const [i, v] of [${this.#number()}, ${this.#number()}].entries()) { ${step()} console.log(i, v); }`,
      () => {
        const text = step();
        const fn = this.#add("list", false);
        return `const ${fn}/*: any*/ = []; for (let i = 0; i < ${turns}; i++) { ${text} ${fn}.push(i); } for (const f of ${fn}.map((v/*: any*/) => () => v)) console.log(f());`;
      },
      ...(list
        ? [
            () => `for (const v of ${list}) { ${step()} console.log(v); }`,
            () => `${list}.forEach((v/*: any*/) => { ${step()} });`,
          ]
        : []),
    ];
    return this.#pick(forms)();
  }

  #block(): string {
    const shadowed = this.#of("number");
    const change = this.#change();
    if (this.#chance(0.4)) {
      const value = this.#number();
      const name = this.#add("number", true);
      return `if (true) { ${change} var ${name}/*: any*/ = ${value}; }`;
    }
    if (!shadowed) return `{ ${change} }`;
    return `{ ${this.#pick(["let", "const"])} ${shadowed}/*: any*/ = 77; console.log(${shadowed}, (() => ${shadowed})()); }`;
  }

  #tryCatch(): string {
    const changes = [this.#change(), this.#change(), this.#change()];
    const shadowed = this.#of("number") ?? "error";
    return this.#pick([
      `try { ${changes[0]} throw new Error("e"); } catch (${shadowed}/*: any*/) { ${changes[1]?.includes(shadowed) ? "" : changes[1]} console.log(${shadowed}.message); } finally { ${changes[2]} }`,
      `try { for (let i = 0; i < 5; i++) { ${changes[0]} if (i === 3) throw new Error("loop"); } } catch { ${changes[1]} }`,
    ]);
  }

  #awaits(): string {
    const changes = [this.#change(), this.#change()];
    const fn = this.#of("function");
    return this.#pick([
      () => `await null; ${changes[0]}`,
      () => {
        const value = this.#number();
        return `const ${this.#add("number", false)}/*: any*/ = await Promise.resolve(${value});`;
      },
      () => `for (let i = 0; i < 3; i++) { ${changes[0]} await null; ${changes[1]} }`,
      () => `for await (const v of [${this.#number()}, ${this.#number()}]) { ${changes[0]} console.log(v); }`,
      () => `await (async () => { ${changes[0]} await null; ${changes[1]} })();`,
      () => `await Promise.all([1, 2].map(async (v/*: any*/) => { await null; ${changes[0]} return v; }));`,
      () => `await new Promise((done/*: any*/) => setTimeout(() => { ${changes[0]} done(null); }, 0));`,
      ...(fn ? [() => `console.log(await Promise.resolve(${this.#number()}).then(${fn}));`] : []),
    ])();
  }

  #generator(): string {
    const change = this.#change();
    const value = this.#number();
    const generator = this.#fresh();
    const list = this.#add("list", false);
    return `function* ${generator}()/*: any*/ { yield ${value}; ${change} yield 2; } const ${list}/*: any*/ = [...${generator}()];`;
  }

  #importName(): string {
    const name = this.#fresh();
    const use = this.#number();
    return this.#pick([
      `import { posix as ${name} } from "node:path"; console.log(${name}.join("a", String(${use})));`,
      `import ${name} from "node:path"; console.log(${name}.posix.basename("x/y"), ${use});`,
      `import * as ${name} from "node:path"; console.log(${name}.posix.extname("x.y"), typeof ${name});`,
      `import { inspect as ${name}, types } from "node:util"; console.log(${name}({ a: ${use} }), ((f/*: any*/) => f.name)(${name}));`.replace(
        ", types",
        "",
      ),
    ]);
  }

  #switch(): string {
    return `switch (${this.#number()} % 3) { case 0: ${this.#change()} break; case 1: ${this.#change()} default: ${this.#change()} }`;
  }

  #print(): string {
    const names = this.#names.filter(({ kind }) => kind === "number").map(({ name }) => name);
    const shown = Array.from({ length: Math.min(3, names.length) }, () => this.#pick(names));
    return `console.log("${this.#serial}", ${[this.#number(), ...shown].join(", ")});`;
  }
}

/** The program with its types, as cells are checked. */
export function typed(statement: string): string {
  return statement.replaceAll("/*: any*/", ": any");
}

/** The program without types, as Node runs it. */
export function untyped(statement: string): string {
  return statement.replaceAll(/this\/\*: any\*\/, /g, "").replaceAll("/*: any*/", "");
}

/** Cuts the statements into cells at random places. */
export function cutIntoCells(statements: readonly string[], rng: Rng): string[] {
  const cells: string[][] = [[]];
  for (const statement of statements) {
    if (rng.uniform() < 0.35) cells.push([]);
    cells.at(-1)?.push(statement);
  }
  return cells.filter((cell) => cell.length > 0).map((cell) => cell.join("\n"));
}
