#include "metrics/metrics.hpp"

namespace medisc {

std::shared_ptr<Metrics> no_metrics() {
  return std::make_shared<Metrics>();
}

}  // namespace medisc
