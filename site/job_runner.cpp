#include "site/job_runner.hpp"

#include <algorithm>

#include "actors/conversation/broker_process.hpp"
#include "actors/conversation/session_record.hpp"
#include "actors/hospital/hospital.hpp"
#include "actors/hospital/lanes.hpp"
#include "actors/ledger/ask_ledger.hpp"
#include "messages/plan_codec.hpp"
#include "site/stored_result.hpp"
#include "storage/store.hpp"

namespace medisc {
namespace {

constexpr std::uint64_t kWordBytes = sizeof(std::int64_t);

/// Records from outside, as the plan's first step takes them.
Result<void> check_records(const JobOrder& order, const Plan& plan) {
  const JobStart& start = order.start;
  if (order.records.empty() || order.ids.size() != order.records.size()) {
    return fail(ErrorCode::kUsage, "a job needs records, and an id for each");
  }
  if (start.batch == 0 || start.memory == 0) {
    return fail(ErrorCode::kUsage, "a job needs sessions of one record at least, and memory");
  }
  const std::int64_t most = std::int64_t{1} << plan.input.bits;
  for (std::size_t i = 0; i < order.records.size(); ++i) {
    const std::vector<std::int64_t>& record = order.records[i];
    const bool fits = record.size() == plan.input.features &&
                      std::ranges::all_of(record, [&](std::int64_t value) {
                        return value >= -most && value <= most;
                      });
    if (fits) continue;
    return fail(ErrorCode::kBadInput,
                "record " + std::to_string(i + 1) + " is none of model '" + start.model +
                    "': other numbers, or out of range",
                "encode it by the model's plan");
  }
  return {};
}

/// Those that a request has from before, in the order of places.
std::vector<JobAnswer> earlier_answers(const BegunRequest& request) {
  std::vector<JobAnswer> earlier;
  for (const KeptResult& kept : request.results) {
    earlier.push_back(
        {static_cast<std::uint32_t>(kept.place), kept.logits, "", kept.costs, true});
  }
  std::ranges::sort(earlier, {}, &JobAnswer::place);
  return earlier;
}

std::vector<JobAnswer> answers_of(std::span<const Diagnosis> diagnoses,
                                  std::span<const std::int64_t> places) {
  std::vector<JobAnswer> answers;
  for (std::size_t i = 0; i < diagnoses.size(); ++i) {
    answers.push_back({static_cast<std::uint32_t>(places[i]), diagnoses[i].logits,
                       to_hex(diagnoses[i].session), diagnoses[i].costs, false});
  }
  return answers;
}

std::string fresh_request_id() {
  return to_hex(fresh_session_id());
}

/// The records that have no answer yet. `earlier` is in the order of places.
DiagnoseOrder rest_of(JobOrder job, std::span<const InputDigest> digests,
                      std::span<const JobAnswer> earlier, const BegunRequest& request,
                      const Plan& plan) {
  DiagnoseOrder order;
  order.model = job.start.model;
  order.plan = plan;
  order.batch = job.start.batch;
  order.memory = job.start.memory;
  order.wait = std::chrono::seconds(job.start.wait_seconds);
  order.ahead = job.start.ahead;
  order.priority = job.start.interactive ? Priority::kInteractive : Priority::kBatch;
  KeptRequest kept{request.id, job.start.asker, {}, {}, {}};
  for (std::size_t i = 0; i < job.records.size(); ++i) {
    if (!earlier.empty() && earlier.front().place == i) {
      earlier = earlier.subspan(1);
      continue;
    }
    kept.records.push_back(std::move(job.ids[i]));
    kept.places.push_back(static_cast<std::int64_t>(i));
    kept.digests.push_back(digests[i]);
    order.records.push_back(std::move(job.records[i]));
  }
  order.kept = std::move(kept);
  return order;
}

}  // namespace

Result<std::unique_ptr<JobRunner>> JobRunner::open(caf::actor_system& system,
                                                   std::vector<NamedService> services,
                                                   const std::filesystem::path& database,
                                                   std::uint64_t most_waiting) {
  auto history = open_history(database);
  if (!history) return tl::unexpected<Error>(history.error());
  return std::unique_ptr<JobRunner>(
      new JobRunner(system, std::move(services), std::move(*history), most_waiting));
}

JobRunner::JobRunner(caf::actor_system& system, std::vector<NamedService> services,
                     std::unique_ptr<History> history, std::uint64_t most_waiting)
    : system_(system),
      services_(std::move(services)),
      most_waiting_(most_waiting),
      history_(std::move(history)) {}

JobRunner::~JobRunner() = default;

template <class Request, class... Fields>
Result<typename Request::Answer> JobRunner::ask(Fields&&... fields) const {
  return ask_ledger<Request>(system_, services_.front().hospital->helpers->ledger,
                             std::forward<Fields>(fields)...);
}

Result<const NamedService*> JobRunner::service_of(const std::string& name) const {
  std::string names;
  for (const NamedService& service : services_) {
    if (service.name == name || (name.empty() && services_.size() == 1)) return &service;
    names += (names.empty() ? "" : ", ") + service.name;
  }
  return fail(
      ErrorCode::kUsage,
      name.empty() ? "there are several services" : "there is no service named '" + name + "'",
      "choose one of " + names);
}

std::string JobRunner::name_of_service(const std::string& key) const {
  for (const NamedService& service : services_) {
    if (to_hex(service.hospital->settings.service.peer.key) == key) return service.name;
  }
  return key;
}

Result<PlanHash> JobRunner::current_plan(const NamedService& service,
                                         const std::string& model) const {
  const auto hash =
      ask<FindPlanHash>(model, to_hex(service.hospital->settings.service.peer.key));
  if (!hash) return tl::unexpected<Error>(hash.error());
  if (*hash) return from_hex<PlanHash>(**hash, "plan hash");
  return fail(ErrorCode::kPoolDry, "nothing is prepared for model '" + model + "' yet",
              "run: medisc hospital prepare --model " + model);
}

Result<std::shared_ptr<const Plan>> JobRunner::plan(const PlanHash& hash) {
  const std::lock_guard lock(mutex_);
  const auto known = plans_.find(hash);
  if (known != plans_.end()) return known->second;
  const auto encoded = history_->plan_bytes(to_hex(hash));
  if (!encoded) return tl::unexpected<Error>(encoded.error());
  if (!*encoded) {
    return fail(ErrorCode::kPoolDry, "this hospital has no plan " + to_hex(hash),
                "run: medisc hospital prepare");
  }
  auto decoded = decode_plan(**encoded);
  if (!decoded) return tl::unexpected<Error>(decoded.error());
  return plans_.emplace(hash, std::make_shared<const Plan>(std::move(*decoded))).first->second;
}

Result<void> JobRunner::count_in(std::uint64_t bytes) {
  const std::uint64_t before = waiting_->fetch_add(bytes);
  if (before == 0 || before + bytes <= most_waiting_) return {};
  waiting_->fetch_sub(bytes);
  return fail(ErrorCode::kBusy,
              "records of " + std::to_string(before >> 20) + " MB wait here already, and " +
                  std::to_string(most_waiting_ >> 20) + " may",
              "ask again later, or raise [jobs] waiting_mb");
}

Result<RunningJob> JobRunner::begin(JobOrder order) {
  const auto service = service_of(order.start.service);
  if (!service) return tl::unexpected<Error>(service.error());
  const auto current = current_plan(**service, order.start.model);
  if (!current) return tl::unexpected<Error>(current.error());
  if (*current != order.start.plan_hash) {
    return fail(ErrorCode::kPlanMismatch,
                "the records were encoded by plan " + to_hex(order.start.plan_hash) +
                    "; model '" + order.start.model + "' has " + to_hex(*current),
                "ask for the model again");
  }
  const auto plan = this->plan(*current);
  if (!plan) return tl::unexpected<Error>(plan.error());
  if (auto fits = check_records(order, **plan); !fits) {
    return tl::unexpected<Error>(fits.error());
  }
  std::vector<InputDigest> digests;
  for (const auto& record : order.records) {
    digests.push_back((*service)->hospital->keys->digest(record));
  }
  const auto request = begin_request(order, digests, *(*service)->hospital);
  if (!request) return tl::unexpected<Error>(request.error());
  std::vector<JobAnswer> earlier = earlier_answers(*request);

  RunningJob running;
  running.begun.request = request->id;
  if (auto read = read_hex(request->plan_hash, running.begun.plan_hash, "plan hash"); !read) {
    return tl::unexpected<Error>(read.error());
  }
  running.events = std::make_shared<JobEvents>();
  const bool whole = earlier.size() == order.records.size();
  DiagnoseOrder rest = rest_of(std::move(order), digests, earlier, *request, **plan);
  if (!earlier.empty()) running.events->add(std::move(earlier));
  if (whole) {
    running.events->end({});
    return running;
  }
  if (auto queued = queue(**service, std::move(rest), running); !queued) {
    return tl::unexpected<Error>(queued.error());
  }
  return running;
}

Result<BegunRequest> JobRunner::begin_request(const JobOrder& order,
                                              std::vector<InputDigest> digests,
                                              const HospitalContext& hospital) {
  const JobStart& start = order.start;
  RequestStart request{fresh_request_id(),
                       hospital.keys->request_tag(start.asker, start.name),
                       start.asker,
                       start.door,
                       start.model,
                       to_hex(hospital.settings.service.peer.key),
                       to_hex(start.plan_hash),
                       static_cast<std::int64_t>(order.records.size())};
  return ask<BeginRequest>(std::move(request), std::move(digests));
}

Result<void> JobRunner::queue(const NamedService& service, DiagnoseOrder order,
                              RunningJob& running) {
  std::uint64_t bytes = 0;
  for (const auto& record : order.records) bytes += record.size() * kWordBytes;
  const std::string asker = order.kept->asker;
  const std::string& request = running.begun.request;
  if (auto counted = count_in(bytes); !counted) {
    (void)ask<EndRequest>(RequestEnd{request, RequestState::kFailed, "busy"},
                          AuditEntry{"failed", asker, request, "busy"});
    return counted;
  }
  order.report = [events = running.events, places = order.kept->places](
                     std::size_t first, std::span<const Diagnosis> diagnoses) {
    events->add(answers_of(diagnoses, std::span(places).subspan(first)));
    return Result<void>{};
  };
  running.job = service.hospital->lanes->add(
      service.hospital, std::move(order),
      [events = running.events, waiting = waiting_, bytes](const Result<void>& outcome) {
        waiting->fetch_sub(bytes);
        events->end(outcome);
      });
  const std::lock_guard lock(mutex_);
  std::erase_if(running_, [](const auto& named) { return named.second.job.expired(); });
  running_[request] = {asker, running.job};
  return {};
}

void JobRunner::cancel(const RunningJob& job) {
  if (job.job) services_.front().hospital->lanes->cancel(job.job);
}

Result<void> JobRunner::cancel(const std::string& request, const std::string& asker) {
  JobPointer job;
  {
    const std::lock_guard lock(mutex_);
    const auto found = running_.find(request);
    if (found != running_.end() && (asker.empty() || found->second.asker == asker)) {
      job = found->second.job.lock();
    }
  }
  if (!job) return fail(ErrorCode::kRefused, "no request " + request + " of yours runs");
  services_.front().hospital->lanes->cancel(job);
  return {};
}

void JobRunner::cancel_all() {
  const std::lock_guard lock(mutex_);
  for (const auto& [request, named] : running_) {
    if (const JobPointer job = named.job.lock()) {
      services_.front().hospital->lanes->cancel(job);
    }
  }
}

void JobRunner::set_pools(std::vector<PoolConfig> pools) {
  const std::lock_guard lock(mutex_);
  pools_ = std::move(pools);
}

void JobRunner::add_levels(OfferedModel& model, const std::vector<PoolRow>& rows) const {
  for (const PoolRow& row : rows) {
    if (row.key.plan_hash == to_hex(model.plan_hash) && row.key.service == model.service_key) {
      model.pace_us = row.pace_us.value_or(-1);
    }
  }
  for (const PoolConfig& pool : pools_) {
    if (pool.model != model.model || pool.service != model.service) continue;
    model.low = pool.levels.low;
    model.high = pool.levels.high;
  }
}

Result<ModelList> JobRunner::models() {
  Result<std::vector<PoolLevel>> levels;
  Result<std::vector<PoolRow>> rows;
  {
    const std::lock_guard lock(mutex_);
    levels = history_->pool_levels();
    rows = history_->pools();
  }
  if (!levels) return tl::unexpected<Error>(levels.error());
  if (!rows) return tl::unexpected<Error>(rows.error());
  ModelList list;
  for (const PoolLevel& level : *levels) {
    const auto service = std::ranges::find_if(services_, [&](const NamedService& named) {
      return to_hex(named.hospital->settings.service.peer.key) == level.key.service;
    });
    if (service == services_.end()) continue;
    const auto current = current_plan(*service, level.model);
    if (!current) continue;
    OfferedModel model{level.model, service->name, level.key.service, *current};
    if (to_hex(model.plan_hash) != level.key.plan_hash) continue;  // of a former plan
    model.prepared = level.bundles.in(BundleState::kPrepared);
    model.delivered = level.bundles.in(BundleState::kDelivered);
    const std::lock_guard lock(mutex_);
    add_levels(model, *rows);
    list.models.push_back(std::move(model));
  }
  return list;
}

Result<StoredResults> JobRunner::results(const ResultsQuestion& question) {
  auto found = ask<FindResults>(query_of(question, *services_.front().hospital->keys));
  if (!found) return tl::unexpected<Error>(found.error());
  return stored_results(std::move(*found),
                        [this](const std::string& key) { return name_of_service(key); });
}

Result<RequestReport> JobRunner::request(const std::string& id) {
  const auto rows = ask<FindRequests>(id, std::size_t{1});
  if (!rows) return tl::unexpected<Error>(rows.error());
  if (rows->empty() || id.empty()) {
    return fail(ErrorCode::kBadInput, "there is no request " + id);
  }
  const RequestRow& row = rows->front();
  RequestReport report;
  report.id = row.start.id;
  report.state = state_name(row.state);
  report.error = row.error.value_or("");
  report.model = row.start.model;
  report.service = name_of_service(row.start.service);
  if (auto read = read_hex(row.start.plan_hash, report.plan_hash, "plan hash"); !read) {
    return tl::unexpected<Error>(read.error());
  }
  report.records = static_cast<std::uint32_t>(row.start.records);
  report.results = static_cast<std::uint32_t>(row.results);
  report.asker = row.start.asker;
  report.door = row.start.door;
  report.arrived_at = row.arrived_at;
  report.ended_at = row.ended_at.value_or("");
  return report;
}

Result<std::uint64_t> JobRunner::drop_results(TimePoint before) {
  return ask<DropResults>(utc_text(before));
}

Result<PrepareDone> JobRunner::prepare(
    const PrepareStart& preparation,
    const std::function<void(std::size_t, std::size_t)>& progress) {
  const auto service = service_of(preparation.service);
  if (!service) return tl::unexpected<Error>(service.error());
  PrepareOrder order;
  order.model = preparation.model;
  order.count = preparation.count;
  order.progress = progress;
  order.wait = std::chrono::seconds(preparation.wait_seconds);
  const auto outcome = medisc::prepare(system_, (*service)->hospital, std::move(order)).get();
  if (!outcome) return tl::unexpected<Error>(outcome.error());
  return PrepareDone{outcome->prepared, outcome->ready};
}

}  // namespace medisc
