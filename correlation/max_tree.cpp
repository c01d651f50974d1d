#include "correlation/max_tree.hpp"

#include <algorithm>

#include "plan/window_walk.hpp"

namespace medisc {
namespace {

/// The candidates of every window that are still in the running.
using Candidates = std::vector<std::vector<std::uint32_t>>;

Candidates all_candidates(const MaxPoolStep& step) {
  Candidates windows(step.out.size());
  const std::size_t in_plane = std::size_t{step.in.height} * step.in.width;
  const std::size_t out_plane = std::size_t{step.out.height} * step.out.width;
  for (std::size_t channel = 0; channel < step.in.channels; ++channel) {
    for_each_window(step.in, step.out, step.window, [&](std::size_t at, auto&& each_tap) {
      each_tap([&](std::size_t, std::size_t pixel) {
        windows[channel * out_plane + at].push_back(
            static_cast<std::uint32_t>(channel * in_plane + pixel));
      });
    });
  }
  return windows;
}

MaxTree::Level next_level(Candidates& windows) {
  MaxTree::Level level;
  for (const auto& candidates : windows) {
    for (std::size_t i = 0; i + 1 < candidates.size(); i += 2) {
      level.a.push_back(candidates[i]);
      level.b.push_back(candidates[i + 1]);
    }
  }
  // Maxima are numbered in the order of the pairs; those who pass come after all of them.
  auto maximum = std::uint32_t{0};
  for (auto& candidates : windows) {
    const std::size_t pairs = candidates.size() / 2;
    const bool odd = candidates.size() % 2 == 1;
    const std::uint32_t last = candidates.back();
    candidates.resize(pairs);
    for (std::uint32_t& candidate : candidates) candidate = maximum++;
    if (odd) {
      candidates.push_back(static_cast<std::uint32_t>(level.a.size() + level.passed.size()));
      level.passed.push_back(last);
    }
  }
  return level;
}

}  // namespace

MaxTree make_max_tree(const MaxPoolStep& step) {
  MaxTree tree;
  Candidates windows = all_candidates(step);
  const auto undecided = [](const auto& candidates) {
    return candidates.size() > 1;
  };
  while (std::any_of(windows.begin(), windows.end(), undecided)) {
    tree.levels.push_back(next_level(windows));
  }
  for (const auto& candidates : windows) tree.result.push_back(candidates.front());
  return tree;
}

}  // namespace medisc
