/** JSON read field by field, each as the type it must have; what is not so names its place. */

/** Something in the message is missing or of another type; `path` says where. */
export class Malformed extends Error {
  constructor(readonly path: string) {
    super(path);
  }
}

/** The fields of one JSON object, each read as the type it must have. */
export class Fields {
  constructor(
    value: unknown,
    private readonly path: string
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Malformed(path);
    }
    this.values = new Map<string, unknown>(Object.entries(value));
  }

  get(key: string): unknown {
    if (!this.values.has(key)) {
      throw this.malformed(key);
    }
    return this.values.get(key);
  }

  text(key: string): string {
    const value = this.get(key);
    if (typeof value !== 'string') {
      throw this.malformed(key);
    }
    return value;
  }

  flag(key: string): boolean {
    const value = this.get(key);
    if (typeof value !== 'boolean') {
      throw this.malformed(key);
    }
    return value;
  }

  number(key: string): number {
    const value = this.get(key);
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw this.malformed(key);
    }
    return value;
  }

  numberOrNull(key: string): number | null {
    return this.get(key) === null ? null : this.number(key);
  }

  count(key: string): number {
    const value = this.number(key);
    if (!Number.isInteger(value) || value < 0) {
      throw this.malformed(key);
    }
    return value;
  }

  share(key: string): number {
    const value = this.number(key);
    if (value < 0 || value > 1) {
      throw this.malformed(key);
    }
    return value;
  }

  /** One of a few numbers, such as an enum's. */
  level<T extends number>(key: string, allowed: readonly T[]): T {
    const numbers: readonly number[] = allowed;
    const level = allowed[numbers.indexOf(this.number(key))];
    if (level === undefined) {
      throw this.malformed(key);
    }
    return level;
  }

  choice<T extends string>(key: string, allowed: readonly T[]): T {
    const value = this.get(key);
    const choice = allowed.find(known => known === value);
    if (choice === undefined) {
      throw this.malformed(key);
    }
    return choice;
  }

  record(key: string): Fields {
    return new Fields(this.get(key), `${this.path}.${key}`);
  }

  list<T>(key: string, read: (fields: Fields) => T): T[] {
    const values = this.get(key);
    if (!Array.isArray(values)) {
      throw this.malformed(key);
    }
    return values.map((value: unknown, index) =>
      read(new Fields(value, `${this.path}.${key}[${index}]`))
    );
  }

  private malformed(key: string): Malformed {
    return new Malformed(`${this.path}.${key}`);
  }

  private readonly values: ReadonlyMap<string, unknown>;
}
