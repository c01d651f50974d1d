#include "plan/max_tree.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace medisc {
namespace {

/// Elements that windows have in the running, window after window.
class Windows {
 public:
  void add(std::uint32_t element) { elements_.push_back(element); }
  void end_window() { ends_.push_back(static_cast<std::uint32_t>(elements_.size())); }

  std::size_t most() const {
    std::size_t most = 0;
    for_each([&](const std::uint32_t*, std::size_t count) { most = std::max(most, count); });
    return most;
  }
  /// Comparisons until each has one.
  std::size_t comparisons() const { return elements_.size() - ends_.size(); }
  /// Levels until each has one.
  std::size_t levels() const { return static_cast<std::size_t>(std::bit_width(most() - 1)); }
  /// The only one that each has left.
  const std::vector<std::uint32_t>& winners() const { return elements_; }

  /// Neighbours meet; what is left are places in the level's output.
  MaxTree::Level meet() {
    MaxTree::Level level;
    for_each([&](const std::uint32_t* element, std::size_t count) {
      for (std::size_t i = 0; i + 1 < count; i += 2) {
        level.a.push_back(element[i]);
        level.b.push_back(element[i + 1]);
      }
      if (count % 2 == 1) level.passed.push_back(element[count - 1]);
    });
    // Maxima are numbered in the order of the pairs; those who pass come after all of them.
    auto maximum = std::uint32_t{0};
    auto passed = static_cast<std::uint32_t>(level.a.size());
    Windows next;
    for_each([&](const std::uint32_t*, std::size_t count) {
      for (std::size_t i = 0; i + 1 < count; i += 2) next.add(maximum++);
      if (count % 2 == 1) next.add(passed++);
      next.end_window();
    });
    *this = std::move(next);
    return level;
  }

 private:
  template <class Visit>
  void for_each(Visit&& visit) const {
    std::uint32_t begin = 0;
    for (const std::uint32_t end : ends_) {
      visit(elements_.data() + begin, end - begin);
      begin = end;
    }
  }

  std::vector<std::uint32_t> elements_;
  std::vector<std::uint32_t> ends_;
};

/// Where the taps of a window fall along one side of the image, of each of its positions.
struct Side {
  std::uint32_t size = 0;  ///< of the image
  std::vector<std::vector<std::uint32_t>> taps;

  Side(std::uint32_t in, std::uint32_t positions, std::uint32_t kernel, std::uint32_t stride,
       std::uint32_t dilation, std::uint32_t pad)
      : size(in), taps(positions) {
    for (std::uint32_t at = 0; at < positions; ++at) {
      for (std::uint32_t k = 0; k < kernel; ++k) {
        // Unsigned: a place before the image wraps to a large one.
        const std::uint32_t place = at * stride + k * dilation - pad;
        if (place < in) taps[at].push_back(place);
      }
    }
  }

  /// Places that some window reads, in order.
  std::vector<std::uint32_t> read() const {
    std::vector<bool> is_read(size);
    for (const auto& window : taps) {
      for (const std::uint32_t place : window) is_read[place] = true;
    }
    std::vector<std::uint32_t> places;
    for (std::uint32_t place = 0; place < size; ++place) {
      if (is_read[place]) places.push_back(place);
    }
    return places;
  }
};

/// All elements of each window at once.
Windows whole_windows(const Side& rows, const Side& columns) {
  Windows windows;
  for (const auto& ys : rows.taps) {
    for (const auto& xs : columns.taps) {
      for (const std::uint32_t y : ys) {
        for (const std::uint32_t x : xs) windows.add(y * columns.size + x);
      }
      windows.end_window();
    }
  }
  return windows;
}

/// A window of each row that is read, at each of the columns' positions.
Windows windows_of_rows(const Side& rows, const Side& columns) {
  Windows windows;
  for (const std::uint32_t y : rows.read()) {
    for (const auto& xs : columns.taps) {
      for (const std::uint32_t x : xs) windows.add(y * columns.size + x);
      windows.end_window();
    }
  }
  return windows;
}

/// The windows over what those of rows have left. `winners`: of each of them, in order.
Windows windows_of_columns(const Side& rows, const Side& columns,
                           const std::vector<std::uint32_t>& winners) {
  const std::vector<std::uint32_t> read = rows.read();
  std::vector<std::size_t> rank(rows.size);
  for (std::size_t i = 0; i < read.size(); ++i) rank[read[i]] = i;
  const std::size_t width = columns.taps.size();
  Windows windows;
  for (const auto& ys : rows.taps) {
    for (std::size_t column = 0; column < width; ++column) {
      for (const std::uint32_t y : ys) windows.add(winners[rank[y] * width + column]);
      windows.end_window();
    }
  }
  return windows;
}

void run_to_its_end(Windows& windows, MaxTree& tree) {
  for (std::size_t left = windows.levels(); left > 0; --left) {
    tree.levels.push_back(windows.meet());
  }
}

}  // namespace

MaxTree make_max_tree(const MaxPoolStep& step) {
  const Window& window = step.window;
  const Side rows(step.in.height, step.out.height, window.kernel_height, window.stride_height,
                  window.dilation_height, window.pad_top);
  const Side columns(step.in.width, step.out.width, window.kernel_width, window.stride_width,
                     window.dilation_width, window.pad_left);
  MaxTree by_sides;
  Windows of_rows = windows_of_rows(rows, columns);
  run_to_its_end(of_rows, by_sides);
  Windows of_columns = windows_of_columns(rows, columns, of_rows.winners());
  run_to_its_end(of_columns, by_sides);
  by_sides.result = of_columns.winners();
  Windows whole = whole_windows(rows, columns);
  const bool is_as_flat = by_sides.levels.size() <= whole.levels();
  if (is_as_flat && by_sides.comparisons() < whole.comparisons()) return by_sides;
  MaxTree at_once;
  run_to_its_end(whole, at_once);
  at_once.result = whole.winners();
  return at_once;
}

std::size_t MaxTree::comparisons() const {
  std::size_t count = 0;
  for (const Level& level : levels) count += level.a.size();
  return count;
}

}  // namespace medisc
