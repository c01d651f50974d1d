#include "correlation/tree/layout.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <tuple>

namespace medisc {
namespace {

using Groups = std::vector<std::vector<unsigned>>;

std::size_t subsets(std::size_t elements) {
  return std::size_t{1} << elements;
}

/// Subsets of two wires and more that take part in a node's borrow, over `parts` children:
/// P_1..P_(n-1) alone, and G_j with P's above it.
std::size_t products_of_borrow(std::size_t parts) {
  if (parts == 0) return 0;
  std::size_t products = subsets(parts - 1) - parts;
  for (std::size_t j = 0; j + 1 < parts; ++j) products += subsets(parts - 1 - j) - 1;
  return products;
}

/// A group opens the wires that its borrow takes, and with a group below it, its lowest P.
TreeCost cost_of_group(const std::vector<unsigned>& group, bool is_lowest) {
  TreeCost cost;
  for (const unsigned bits : group) cost.dealt += subsets(bits) - 1;
  const std::size_t leaves = group.size();
  if (leaves < 2) return cost;
  cost.opened += 2 * (leaves - 1) + (is_lowest ? 0 : 1);
  cost.dealt += products_of_borrow(leaves);
  // All P's: subsets that hold the lowest one.
  if (!is_lowest) cost.dealt += subsets(leaves - 1) - 1;
  return cost;
}

TreeCost operator+(const TreeCost& a, const TreeCost& b) {
  return {a.opened + b.opened, a.dealt + b.dealt};
}
TreeCost operator*(std::size_t times, const TreeCost& a) {
  return {times * a.opened, times * a.dealt};
}

TreeCost cost_of_groups(const Groups& groups, bool is_lowest) {
  TreeCost cost;
  for (const auto& group : groups) {
    cost = cost + cost_of_group(group, is_lowest);
    is_lowest = false;
  }
  return cost;
}

/// The root over `low` groups, shared by all thresholds, and `high` groups of each.
TreeCost cost_of_root(std::size_t low, std::size_t high, std::size_t thresholds) {
  const std::size_t all = low + high;
  if (all < 2) return {};
  const std::size_t shared_opened = low == 0 ? 0 : 2 * (low - 1) + (high > 0 ? 1 : 0);
  const TreeCost shared{shared_opened, products_of_borrow(low)};
  const TreeCost whole{2 * (all - 1), products_of_borrow(all)};
  const TreeCost own{whole.opened - shared.opened, whole.dealt - shared.dealt};
  return shared + thresholds * own;
}

std::vector<unsigned> even_parts(unsigned bits, std::size_t parts) {
  std::vector<unsigned> sizes(parts, bits / static_cast<unsigned>(parts));
  for (std::size_t i = 0; i < bits % parts; ++i) ++sizes[i];
  return sizes;
}

/// Calls visit(groups) for every way to group the leaves in order.
template <class Visit>
void each_grouping(std::span<const unsigned> leaves, Groups& groups, const Visit& visit) {
  if (leaves.empty()) return visit(groups);
  if (groups.size() == kMostGroups) return;
  for (std::size_t n = 1; n <= std::min(kMostLeavesAGroup, leaves.size()); ++n) {
    groups.emplace_back(leaves.begin(), leaves.begin() + static_cast<std::ptrdiff_t>(n));
    each_grouping(leaves.subspan(n), groups, visit);
    groups.pop_back();
  }
}

struct Scored {
  Groups groups;
  std::size_t score = 0;
};

std::size_t score_of(const TreeCost& cost) {
  return 20 * cost.opened + cost.dealt;
}

/// The best groups over `bits` bits, by their number.
std::vector<std::optional<Scored>> best_groups(unsigned bits, bool is_lowest) {
  std::vector<std::optional<Scored>> best(kMostGroups + 1);
  if (bits == 0) best[0] = Scored{};
  for (std::size_t leaves = (bits + kMostLeafBits - 1) / kMostLeafBits;
       bits > 0 && leaves <= std::min<std::size_t>(bits, kMostGroups * kMostLeavesAGroup);
       ++leaves) {
    const std::vector<unsigned> sizes = even_parts(bits, leaves);
    Groups groups;
    each_grouping(sizes, groups, [&](const Groups& found) {
      const std::size_t score = score_of(cost_of_groups(found, is_lowest));
      std::optional<Scored>& place = best[found.size()];
      if (!place || score < place->score) place = Scored{found, score};
    });
  }
  return best;
}

}  // namespace

TreeCost cost_of(const TreeLayout& layout, std::size_t thresholds) {
  // Monomials belong to r alone: the thresholds share those of the high groups as well.
  TreeCost high = cost_of_groups(layout.high, layout.low.empty());
  std::size_t monomials = 0;
  for (const auto& group : layout.high) {
    for (const unsigned bits : group) monomials += subsets(bits) - 1;
  }
  high.dealt -= monomials;
  TreeCost cost = cost_of_groups(layout.low, true) + thresholds * high +
                  cost_of_root(layout.low.size(), layout.high.size(), thresholds);
  cost.dealt += monomials;
  return cost;
}

namespace {

/// A single leaf needs no node, and so two flights less than any other layout.
std::optional<TreeLayout> single_leaf(unsigned width, unsigned shift) {
  const unsigned bits = width - 1;
  if (bits > kMostLeafBits) return std::nullopt;
  if (shift == 0) return TreeLayout{{}, {{bits}}};
  if (shift == bits) return TreeLayout{{{bits}}, {}};
  return std::nullopt;
}

TreeLayout search(unsigned width, unsigned shift, std::size_t thresholds) {
  if (const auto leaf = single_leaf(width, shift)) return *leaf;
  const auto low = best_groups(shift, true);
  const auto high = best_groups(width - 1 - shift, shift == 0);
  std::optional<std::size_t> least;
  TreeLayout best;
  for (std::size_t l = 0; l <= kMostGroups; ++l) {
    for (std::size_t h = 0; l + h <= kMostGroups; ++h) {
      if (!low[l] || !high[h]) continue;
      TreeLayout layout{low[l]->groups, high[h]->groups};
      const std::size_t score = score_of(cost_of(layout, thresholds));
      if (least && *least <= score) continue;
      least = score;
      best = std::move(layout);
    }
  }
  return best;
}

}  // namespace

TreeLayout best_tree_layout(unsigned width, unsigned shift, std::size_t thresholds) {
  thread_local std::map<std::tuple<unsigned, unsigned, std::size_t>, TreeLayout> found;
  const auto key = std::tuple(width, shift, thresholds);
  const auto known = found.find(key);
  if (known != found.end()) return known->second;
  return found.emplace(key, search(width, shift, thresholds)).first->second;
}

}  // namespace medisc
