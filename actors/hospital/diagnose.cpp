#include "actors/hospital/conversations.hpp"
#include "actors/hospital/lane.hpp"

namespace medisc {

Task<void> run_diagnose(Process& process, const HospitalContext& hospital,
                        const DiagnoseOrder& order) {
  auto outcome = std::make_shared<Result<void>>();
  std::vector<JobPointer> jobs;
  jobs.push_back(
      std::make_shared<Job>(order, [outcome](const Result<void>& ended) { *outcome = ended; }));
  Lane lane(process, hospital, ModelPlan{order.model, order.plan},
            [&jobs] { return std::exchange(jobs, {}); });
  co_await lane.work();
  value_of(*outcome);
}

}  // namespace medisc
