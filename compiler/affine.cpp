#include "compiler/affine.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace medisc {
namespace {

std::size_t run_of(const Affine& affine) {
  return affine.size / affine.scale.size();
}

}  // namespace

Affine identity_affine(std::uint32_t size) {
  return Affine{size, {1.0}, {0.0}};
}

bool is_identity(const Affine& affine) {
  const auto is = [](double wanted) {
    return [wanted](double v) {
      return v == wanted;
    };
  };
  return std::all_of(affine.scale.begin(), affine.scale.end(), is(1.0)) &&
         std::all_of(affine.shift.begin(), affine.shift.end(), is(0.0));
}

bool is_positive_scale(const Affine& affine) {
  return std::all_of(affine.scale.begin(), affine.scale.end(),
                     [](double v) { return v >= 0; }) &&
         std::all_of(affine.shift.begin(), affine.shift.end(), [](double v) { return v == 0; });
}

Affine refined(const Affine& affine, std::size_t run) {
  const std::size_t repeat = run_of(affine) / run;
  Affine fine{affine.size, {}, {}};
  for (std::size_t i = 0; i < affine.scale.size(); ++i) {
    fine.scale.insert(fine.scale.end(), repeat, affine.scale[i]);
    fine.shift.insert(fine.shift.end(), repeat, affine.shift[i]);
  }
  return fine;
}

std::optional<Affine> with_entries(const Affine& affine, std::size_t entries) {
  const std::size_t run = affine.size / entries;
  const Affine fine = refined(affine, std::gcd(run, run_of(affine)));
  const std::size_t step = fine.scale.size() / entries;
  Affine coarse{affine.size, {}, {}};
  for (std::size_t i = 0; i < fine.scale.size(); ++i) {
    const std::size_t first = i - i % step;
    if (fine.scale[i] != fine.scale[first] || fine.shift[i] != fine.shift[first]) return {};
    if (i != first) continue;
    coarse.scale.push_back(fine.scale[i]);
    coarse.shift.push_back(fine.shift[i]);
  }
  return coarse;
}

Affine compacted(Affine affine, std::size_t channels) {
  for (const std::size_t entries : {std::size_t{1}, channels}) {
    if (auto coarse = with_entries(affine, entries)) return std::move(*coarse);
  }
  return affine;
}

void align(Affine& a, Affine& b) {
  const std::size_t run = std::gcd(run_of(a), run_of(b));
  a = refined(a, run);
  b = refined(b, run);
}

Affine compose(const Affine& first, const Affine& second) {
  Affine both = first;
  Affine after = second;
  align(both, after);
  for (std::size_t i = 0; i < both.scale.size(); ++i) {
    both.scale[i] *= after.scale[i];
    both.shift[i] = after.scale[i] * both.shift[i] + after.shift[i];
  }
  return both;
}

Affine concatenated(std::span<const Affine> parts) {
  std::size_t run = 0;
  for (const Affine& part : parts) run = std::gcd(run, run_of(part));
  Affine whole;
  for (const Affine& part : parts) {
    const Affine fine = refined(part, run);
    whole.size += part.size;
    whole.scale.insert(whole.scale.end(), fine.scale.begin(), fine.scale.end());
    whole.shift.insert(whole.shift.end(), fine.shift.begin(), fine.shift.end());
  }
  return whole;
}

}  // namespace medisc
