#include "actors/service/dealer_checked.hpp"

namespace medisc {
namespace {

constexpr std::chrono::milliseconds kPatience{3'000};  ///< from the start on
constexpr std::chrono::milliseconds kStep{5};

}  // namespace

Task<void> DealerChecked::wait(Process& process) const {
  while (!settled_ && process.now() - started_ < kPatience) {
    co_await process.sleep(kStep);
  }
}

}  // namespace medisc
