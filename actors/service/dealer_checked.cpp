#include "actors/service/dealer_checked.hpp"

namespace medisc {
namespace {

constexpr std::chrono::milliseconds kPatience{3'000};  ///< from the start on
constexpr std::chrono::milliseconds kStep{5};

}  // namespace

Task<void> DealerChecked::wait(Host& host) const {
  while (!settled_ && std::chrono::steady_clock::now() - started_ < kPatience) {
    auto pause = host.sleep(kStep);
    co_await pause;
  }
}

}  // namespace medisc
