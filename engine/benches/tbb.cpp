// oneTBB's flow graph for the benchmark `overhead`: reads orders and answers each with a number.
//
//   build N STEPS CHECKED, then N rows: how many needs, and which    nanoseconds to build
//   run WORKERS                                                      nanoseconds to run
//   wrong                                                            nodes that ran wrongly

#include <atomic>
#include <chrono>
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include <tbb/flow_graph.h>
#include <tbb/global_control.h>

using Clock = std::chrono::steady_clock;
using Node = tbb::flow::continue_node<tbb::flow::continue_msg>;

// Which nodes ran, for a run that is checked.
struct Check {
    std::vector<std::vector<uint32_t>> needs;
    std::vector<std::atomic<uint32_t>> n_runs;
    std::atomic<uint32_t> n_early{0};

    explicit Check(std::vector<std::vector<uint32_t>> needs)
        : needs(std::move(needs)), n_runs(this->needs.size()) {}

    void visit(uint32_t node) {
        for (uint32_t need : needs[node]) {
            if (n_runs[need].load(std::memory_order_relaxed) == 0) n_early++;
        }
        n_runs[node].fetch_add(1, std::memory_order_relaxed);
    }

    uint64_t wrong() {
        uint64_t n_wrong = n_early.exchange(0);
        for (auto& n : n_runs) n_wrong += n.exchange(0) != 1;
        return n_wrong;
    }
};

// The 16 bytes of a node's body.
struct Task {
    Check* check;
    uint32_t node;
    uint32_t n_steps;

    void operator()(const tbb::flow::continue_msg&) const {
        if (check) check->visit(node);
        uint64_t x = 0x9e3779b97f4a7c15;
        for (uint32_t i = 0; i < n_steps; i++) {
            x ^= x << 13;
            x ^= x >> 7;
            x ^= x << 17;
        }
        asm volatile("" : : "r"(x));
    }
};
static_assert(sizeof(Task) == 16);

struct Flow {
    tbb::flow::graph graph;
    std::vector<std::unique_ptr<Node>> nodes;
    std::vector<Node*> roots;
};

template <typename Work>
int64_t nanoseconds(Work work) {
    auto start = Clock::now();
    work();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count();
}

int main() {
    std::ios::sync_with_stdio(false);
    std::unique_ptr<Check> check;
    std::unique_ptr<Flow> flow;
    std::string order;
    while (std::cin >> order) {
        if (order == "build") {
            size_t n;
            uint32_t n_steps;
            bool checked;
            std::cin >> n >> n_steps >> checked;
            std::vector<std::vector<uint32_t>> needs(n);
            for (auto& row : needs) {
                size_t n_needs;
                std::cin >> n_needs;
                row.resize(n_needs);
                for (auto& need : row) std::cin >> need;
            }
            flow.reset();
            check = checked ? std::make_unique<Check>(needs) : nullptr;
            int64_t time = nanoseconds([&] {
                flow = std::make_unique<Flow>();
                flow->nodes.reserve(n);
                for (uint32_t node = 0; node < n; node++) {
                    Task task{check.get(), node, n_steps};
                    flow->nodes.push_back(std::make_unique<Node>(flow->graph, task));
                    Node& added = *flow->nodes.back();
                    for (uint32_t need : needs[node]) make_edge(*flow->nodes[need], added);
                    if (needs[node].empty()) flow->roots.push_back(&added);
                }
            });
            std::cout << time << std::endl;
        } else if (order == "run") {
            size_t n_workers;
            std::cin >> n_workers;
            tbb::global_control limit(tbb::global_control::max_allowed_parallelism, n_workers);
            int64_t time = nanoseconds([&] {
                for (Node* root : flow->roots) root->try_put(tbb::flow::continue_msg());
                flow->graph.wait_for_all();
            });
            std::cout << time << std::endl;
        } else if (order == "wrong") {
            std::cout << (check ? check->wrong() : 0) << std::endl;
        }
    }
}
