/// How a gateway asks for diagnoses in somebody's name.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/gateway_config.hpp"
#include "gateway/daemon.hpp"
#include "jobs/client.hpp"

namespace medisc {

/// Records, encoded, and who wants them diagnosed.
struct Asked {
  OfferedModel model;
  std::shared_ptr<const Plan> plan;
  std::vector<std::string> ids;
  std::vector<std::vector<std::int64_t>> records;
  std::string asker;
  std::string door;
  /// The asker's name for the request, if any: asked again with the same records, it is not
  /// paid for twice. With others it is another request, since many clients count from one.
  std::string name{};
  std::uint32_t wait_seconds = 0;
  std::uint32_t batch = 0;  ///< 0: the configuration's
  bool interactive = true;  ///< somebody waits for it
};

/// The job as the daemon takes it.
JobOrder order_of(Asked asked, const GatewayJobs& jobs);

}  // namespace medisc
