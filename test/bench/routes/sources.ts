import { cpSync, linkSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../../../build/paths.ts';

const programs = join(root, 'test', 'fixtures', 'routes');

/** Files without routes that are written; beyond that the same ones have other names too. */
const mostWritten = 1500;

/**
 * Writes a workspace of so many files: the small programs of the tests again and again, each in a folder of its own,
 * and files without routes in the same languages.
 *
 * @param withRoutes files of programs with routes; the others are what lies beside such files
 * @returns their paths
 */
export function writeWorkspace(folder: string, count: number, withRoutes: number): string[] {
  const files: string[] = [];
  const written: string[] = [];
  for (let copy = 0; files.length < withRoutes; copy += 1) {
    for (const program of readdirSync(programs)) {
      const from = join(programs, program);
      if (!statSync(from).isDirectory() || files.length >= withRoutes) continue;
      const to = join(folder, `service${copy}`, program);
      cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith('.txt') });
      files.push(...filesIn(to));
    }
  }
  for (let index = 0; files.length < count; index += 1) {
    const [ending, text] = fillers[index % fillers.length] ?? ['js', () => ''];
    const file = join(folder, `library${index % 97}`, `part${index}.${ending}`);
    mkdirSync(dirname(file), { recursive: true });
    files.push(file);
    const same = index < mostWritten ? undefined : written[index % mostWritten];
    if (same !== undefined) {
      linkSync(same, file);
      continue;
    }
    const parts = Array.from({ length: 12 }, (_, part) => text(`${index}x${part}`));
    writeFileSync(file, parts.join('\n'));
    written.push(file);
  }
  return files;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

const fillers: readonly (readonly [ending: string, text: (id: string) => string])[] = [
  [
    'ts',
    (id) => `/** Adds what is due. */
export function total${id}(items: readonly { price: number; count: number }[]): number {
  let sum = 0;
  for (const { price, count } of items) {
    if (count < 0) throw new RangeError('fewer than none');
    sum += price * count;
  }
  return cache.get('total${id}') ?? Math.round(sum * 100) / 100;
}
`,
  ],
  [
    'py',
    (id) => `def total_${id}(items):
    """Adds what is due."""
    result = 0
    for item in items:
        if item.count < 0:
            raise ValueError("fewer than none")
        result += item.price * item.count
    return round(cache.get("total_${id}", result), 2)

`,
  ],
  [
    'go',
    (id) => `package library

// Total${id} adds what is due.
func Total${id}(items []Item) (float64, error) {
	sum := 0.0
	for _, item := range items {
		if item.Count < 0 {
			return 0, fmt.Errorf("fewer than none: %d", item.Count)
		}
		sum += item.Price * float64(item.Count)
	}
	return math.Round(sum*100) / 100, nil
}
`,
  ],
  [
    'java',
    (id) => `class Total${id} {
    private final Map<String, Double> cache = new HashMap<>();

    double of(List<Item> items) {
        double sum = 0;
        for (Item item : items) {
            if (item.count() < 0) throw new IllegalArgumentException("fewer than none");
            sum += item.price() * item.count();
        }
        return cache.getOrDefault("total", sum);
    }
}
`,
  ],
  [
    'rs',
    (id) => `pub fn total_${id}(items: &[Item]) -> Result<f64, Error> {
    let mut sum = 0.0;
    for item in items {
        if item.count < 0 {
            return Err(Error::new("fewer than none"));
        }
        sum += item.price * f64::from(item.count);
    }
    Ok((sum * 100.0).round() / 100.0)
}
`,
  ],
];
