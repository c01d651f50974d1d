/// How long a piece of work takes.
#pragma once

#include <chrono>

namespace medisc::bench {

template <class Work>
double seconds(Work&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace medisc::bench
