/// Work that is done once, ahead, on all cores.
#pragma once

#include <algorithm>
#include <cstddef>
#include <thread>
#include <vector>

namespace medisc {

/// make(i) for each i below `count`, on all cores; take(i, what it made), in order, on this
/// thread. As many results are held at once as there are cores. `make` throws nothing but
/// std::bad_alloc, which ends the process as anywhere.
template <class Make, class Take>
void in_parallel(std::size_t count, const Make& make, const Take& take) {
  using Made = decltype(make(std::size_t{0}));
  const std::size_t most = std::max<std::size_t>(std::thread::hardware_concurrency(), 1);
  for (std::size_t first = 0; first < count; first += most) {
    const std::size_t now = std::min(most, count - first);
    std::vector<Made> made(now);
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 1; i < now; ++i) {
        threads.emplace_back([&, i] { made[i] = make(first + i); });
      }
      made[0] = make(first);
    }
    for (std::size_t i = 0; i < now; ++i) take(first + i, std::move(made[i]));
  }
}

}  // namespace medisc
