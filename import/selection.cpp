#include "import/selection.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "plan/image_size.hpp"

namespace medisc {
namespace {

constexpr std::uint64_t kMostWork = 1ull << 32;  ///< products and sums of one record

/// y[a][i][d] = x[a][picks[i]][d] over `blocks` a, `from` rows and `run` elements d.
struct RowPick {
  std::uint32_t blocks = 1;
  std::uint32_t from = 0;
  Order picks;
  std::uint32_t run = 1;

  std::uint32_t to() const { return static_cast<std::uint32_t>(picks.size()); }
};

std::vector<std::uint32_t> divisors(std::uint32_t of) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t d = 1; std::uint64_t{d} * d <= of; ++d) {
    if (of % d != 0) continue;
    found.push_back(d);
    if (d != of / d) found.push_back(of / d);
  }
  std::sort(found.rbegin(), found.rend());
  return found;
}

/// Whether picks come in runs of so many elements that stay side by side.
bool has_runs(const Order& picks, std::uint32_t run) {
  for (std::size_t i = 0; i < picks.size(); ++i) {
    if (picks[i] != picks[i - i % run] + i % run || picks[i - i % run] % run != 0) return false;
  }
  return true;
}

/// Whether each of so many blocks has the same picks, out of its own rows.
bool repeats(const RowPick& pick, std::uint32_t blocks) {
  const std::uint32_t rows = pick.from / blocks;
  const std::size_t to = pick.picks.size() / blocks;
  for (std::size_t i = 0; i < pick.picks.size(); ++i) {
    const auto block = static_cast<std::uint32_t>(i / to);
    if (pick.picks[i % to] >= rows) return false;
    if (pick.picks[i] != block * rows + pick.picks[i % to]) return false;
  }
  return true;
}

/// The step between rows, if there is one.
std::optional<std::uint32_t> step_of(const Order& picks) {
  if (picks.size() == 1) return 1;
  if (picks[1] <= picks[0]) return std::nullopt;
  const std::uint32_t step = picks[1] - picks[0];
  for (std::size_t i = 0; i < picks.size(); ++i) {
    if (picks[i] != picks[0] + i * step) return std::nullopt;
  }
  return step;
}

/// The same, with runs and blocks as large as they can be.
RowPick factored(RowPick pick) {
  for (const std::uint32_t run : divisors(std::gcd(pick.from, pick.to()))) {
    if (!has_runs(pick.picks, run)) continue;
    Order rows;
    for (std::size_t i = 0; i < pick.picks.size(); i += run) {
      rows.push_back(pick.picks[i] / run);
    }
    pick = {pick.blocks, pick.from / run, std::move(rows), pick.run * run};
    break;
  }
  if (step_of(pick.picks)) return pick;  // one filter for all blocks
  for (const std::uint32_t blocks : divisors(std::gcd(pick.from, pick.to()))) {
    if (!repeats(pick, blocks)) continue;
    pick.picks.resize(pick.picks.size() / blocks);
    pick.from /= blocks;
    pick.blocks *= blocks;
    break;
  }
  return pick;
}

/// `filters` a block, of `rows` taps each; filter k has its one at ones[k].
Conv one_hot(const RowPick& pick, std::uint32_t rows, std::uint32_t stride,
             const std::vector<std::uint32_t>& ones, std::uint32_t positions) {
  Window window;
  window.kernel_height = rows;
  window.stride_height = stride;
  const auto filters = static_cast<std::uint32_t>(ones.size());
  const Image in{pick.blocks, pick.from, pick.run};
  const Image out{pick.blocks * filters, positions, pick.run};
  Conv conv{in, out, window, pick.blocks, {}, std::vector<double>(out.channels, 0.0)};
  conv.matrix.assign(std::size_t{out.channels} * rows, 0.0);
  for (std::uint32_t channel = 0; channel < out.channels; ++channel) {
    conv.matrix[std::size_t{channel} * rows + ones[channel % filters]] = 1;
  }
  return conv;
}

/// Q, where [P][Q] rows become [Q][P].
std::optional<std::uint32_t> turn_of(const RowPick& pick) {
  if (pick.to() != pick.from) return std::nullopt;
  const std::uint32_t width = pick.to() < 2 ? 0 : pick.picks[1];
  if (width < 2 || pick.from % width != 0) return std::nullopt;
  const std::uint32_t height = pick.from / width;
  for (std::uint32_t i = 0; i < pick.from; ++i) {
    if (pick.picks[i] != i % height * width + i / height) return std::nullopt;
  }
  return width;
}

/// The picks as rows of `width`, made of rows of `from_width`: of rows, and in each row.
std::optional<std::pair<Order, Order>> product_of(const RowPick& pick, std::uint32_t from_width,
                                                  std::uint32_t width) {
  for (std::size_t i = 0; i < pick.picks.size(); ++i) {
    const std::uint32_t row = pick.picks[i - i % width] / from_width;
    if (pick.picks[i] != row * from_width + pick.picks[i % width] % from_width) {
      return std::nullopt;
    }
  }
  Order rows;
  Order columns;
  for (std::uint32_t i = 0; i < width; ++i) columns.push_back(pick.picks[i] % from_width);
  for (std::size_t i = 0; i < pick.picks.size(); i += width) {
    rows.push_back(pick.picks[i] / from_width);
  }
  return std::pair{std::move(rows), std::move(columns)};
}

struct Cost {
  std::uint64_t weights = 0;
  std::uint64_t work = 0;
};

Cost cost_of(const std::vector<Conv>& layers) {
  Cost cost;
  for (const Conv& conv : layers) {
    cost.weights += conv.matrix.size();
    cost.work += conv.out.size() * taps(conv.window);
  }
  return cost;
}

bool is_affordable(std::uint64_t weights, std::uint64_t results, std::uint64_t rows) {
  return weights <= kMostSelectionWeights && results <= kMaxTensor &&
         results * rows <= kMostWork && rows <= kMaxWindow;
}

std::optional<std::vector<Conv>> lowered(RowPick pick);

/// Rows and columns one after the other, in the better order.
std::optional<std::vector<Conv>> lowered_product(const RowPick& pick, std::uint32_t from_width,
                                                 const std::pair<Order, Order>& parts) {
  const auto& [rows, columns] = parts;
  const std::uint32_t from_rows = pick.from / from_width;
  const auto width = static_cast<std::uint32_t>(columns.size());
  const bool shrinks = width <= from_width;
  const RowPick across{
      pick.blocks * (shrinks ? from_rows : static_cast<std::uint32_t>(rows.size())), from_width,
      columns, pick.run};
  const RowPick down{pick.blocks, from_rows, rows, (shrinks ? width : from_width) * pick.run};
  auto first = lowered(shrinks ? across : down);
  if (!first) return std::nullopt;
  auto second = lowered(shrinks ? down : across);
  if (!second) return std::nullopt;
  first->insert(first->end(), second->begin(), second->end());
  return first;
}

std::optional<std::vector<Conv>> lowered(RowPick pick) {
  pick = factored(std::move(pick));
  const std::uint64_t blocks = pick.blocks;
  const std::uint64_t results = blocks * pick.to() * pick.run;
  if (results > kMaxTensor) return std::nullopt;
  if (const auto step = step_of(pick.picks)) {
    const std::uint32_t rows = pick.from - (pick.to() - 1) * *step;
    if (rows == 1 && *step == 1) return std::vector<Conv>{};  // nothing moves
    if (!is_affordable(blocks * rows, results, rows) || *step > kMaxWindow) return std::nullopt;
    return std::vector{one_hot(pick, rows, *step, {pick.picks.front()}, pick.to())};
  }
  if (const auto width = turn_of(pick)) {
    if (is_affordable(blocks * *width * *width, results, *width)) {
      std::vector<std::uint32_t> ones(*width);
      std::iota(ones.begin(), ones.end(), 0U);
      return std::vector{one_hot(pick, *width, *width, ones, pick.from / *width)};
    }
  }
  std::optional<std::vector<Conv>> best;
  if (is_affordable(blocks * pick.to() * pick.from, results, pick.from)) {
    best = std::vector{one_hot(pick, pick.from, 1, pick.picks, 1)};
  }
  for (const std::uint32_t from_width : divisors(pick.from)) {
    for (const std::uint32_t width : divisors(pick.to())) {
      const bool splits =
          (from_width > 1 || width > 1) && (from_width < pick.from || width < pick.to());
      if (!splits) continue;
      const auto parts = product_of(pick, from_width, width);
      if (!parts) continue;
      auto split = lowered_product(pick, from_width, *parts);
      if (split && (!best || cost_of(*split).weights < cost_of(*best).weights)) {
        best = std::move(split);
      }
      return best;
    }
  }
  return best;
}

}  // namespace

std::optional<std::vector<Conv>> selection(const Order& order, std::uint32_t size) {
  auto layers = lowered({1, size, order, 1});
  if (!layers) return std::nullopt;
  const Cost cost = cost_of(*layers);
  if (cost.weights > kMostSelectionWeights || cost.work > kMostWork) return std::nullopt;
  return layers;
}

bool is_permutation(const Order& order, std::uint32_t size) {
  if (order.size() != size) return false;
  std::vector<bool> seen(size, false);
  for (const std::uint32_t from : order) {
    if (seen[from]) return false;
    seen[from] = true;
  }
  return true;
}

}  // namespace medisc
