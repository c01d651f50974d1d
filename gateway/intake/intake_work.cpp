// Images are diagnosed, and reports go out.
#include <algorithm>
#include <exception>

#include "gateway/intake/intake_service.hpp"
#include "gateway/intake/result_objects.hpp"
#include "storage/clock.hpp"

namespace medisc {
namespace {

/// An archive that says no may have been told wrong things about us: somebody may mend that.
constexpr std::uint32_t kMostRefusals = 10;

Result<std::unique_ptr<ArchiveSender>> sender_of(const Archive& archive) {
  return archive.url.empty() ? make_store_sender(archive) : make_stow_sender(archive);
}

}  // namespace

Result<std::unique_ptr<Intake>> Intake::open(const IntakeConfig& config,
                                             const GatewayJobs& jobs, Daemon& daemon,
                                             std::shared_ptr<EventLog> event_log) {
  auto intake = std::make_unique<IntakeService>(config, jobs, daemon, std::move(event_log));
  if (auto started = intake->start(); !started) return tl::unexpected<Error>(started.error());
  return std::unique_ptr<Intake>(std::move(intake));
}

IntakeService::IntakeService(IntakeConfig config, const GatewayJobs& jobs, Daemon& daemon,
                             std::shared_ptr<EventLog> event_log)
    : config_(std::move(config)),
      jobs_(jobs),
      daemon_(daemon),
      event_log_(std::move(event_log)) {}

IntakeService::~IntakeService() {
  stop();
}

Result<void> IntakeService::start() {
  for (const Archive& archive : config_.archives) {
    auto sender = sender_of(archive);
    if (!sender) return tl::unexpected<Error>(sender.error());
    archives_[archive.name] = std::move(*sender);
  }
  auto book = IntakeBook::open(config_.settings);
  if (!book) return tl::unexpected<Error>(book.error());
  book_ = std::move(*book);
  for (std::size_t i = 0; i < config_.settings.at_once; ++i) {
    workers_.emplace_back([this] { work(); });
  }
  return {};
}

void IntakeService::stop() {
  if (book_) book_->stop();
  for (std::thread& worker : workers_) worker.join();
  workers_.clear();
}

void IntakeService::work() {
  while (auto received = book_->next()) {
    try {
      advance(*received);
    } catch (const std::exception& broken) {  // no memory, say
      postpone(*received, {ErrorCode::kInternal, broken.what(), ""});
    }
  }
}

void IntakeService::advance(Received received) {
  const auto rule = std::ranges::find(config_.rules, received.rule, &IntakeRule::name);
  if (rule == config_.rules.end()) {
    return end(received, ReceivedState::kFailed,
               "its rule '" + received.rule + "' is in the configuration no more");
  }
  if (received.state == ReceivedState::kGathering) received.state = ReceivedState::kWaiting;
  const auto brought = bring(received, *rule);
  if (brought) return end(received, ReceivedState::kDone);
  if (brought.error().code == ErrorCode::kInterrupted && book_->is_stopping()) {
    return book_->put_back(received, config_.settings.retry);
  }
  postpone(std::move(received), brought.error());
}

Result<void> IntakeService::bring(Received& received, const IntakeRule& rule) {
  const DiagnosisWatch watch{[&](const std::string& request) {
                               received.diagnosis = request;
                               return book_->note(received);
                             },
                             [this] {
                               return book_->is_stopping();
                             }};
  const auto result =
      diagnosed(daemon_, jobs_, received, rule, book_->image_path(received), watch);
  if (!result) return tl::unexpected<Error>(result.error());
  if (received.state != ReceivedState::kReporting) {
    received.state = ReceivedState::kReporting;
    received.diagnosis = result->request;
    received.attempts = 0;
    received.error.clear();
    if (auto noted = book_->note(received); !noted) return noted;
  }
  return send(received, rule, *result);
}

Result<void> IntakeService::send(Received& received, const IntakeRule& rule,
                                 const StoredResult& result) {
  if (rule.archives.empty()) return {};
  const auto plan = daemon_.plan(result.plan_hash);
  if (!plan) return tl::unexpected<Error>(plan.error());
  const auto made = result_objects(rule, **plan, result, book_->first_image(received));
  if (!made) return tl::unexpected<Error>(made.error());
  for (const std::string& note : made->notes) {
    event_log_->warning("object-left-out", {{"image", received.id}, {"error", note}});
  }
  Result<void> all;
  for (const std::string& name : rule.archives) {
    if (std::ranges::find(received.sent, name) != received.sent.end()) continue;
    if (auto sent = archives_.at(name)->send(made->objects); !sent) {
      // The others get theirs nevertheless.
      all = fail(sent.error().code, "archive '" + name + "': " + sent.error().context,
                 sent.error().hint);
      continue;
    }
    event_log_->info("report-sent", {{"image", received.id},
                                     {"archive", name},
                                     {"objects", std::to_string(made->objects.size())}});
    received.sent.push_back(name);
    if (auto noted = book_->note(received); !noted) return noted;
  }
  return all;
}

void IntakeService::postpone(Received received, const Error& error) {
  ++received.attempts;
  const bool refused = received.state == ReceivedState::kReporting &&
                       error.code == ErrorCode::kRefused && received.attempts >= kMostRefusals;
  if (refused || !may_pass(error)) {
    return end(received, ReceivedState::kFailed, render(error));
  }
  received.error = render(error);
  event_log_->warning("image-postponed", {{"image", received.id},
                                          {"attempts", std::to_string(received.attempts)},
                                          {"error", received.error}});
  if (auto noted = book_->note(received); !noted) {
    event_log_->error("intake-broke", {{"error", render(noted.error())}});
  }
  const std::uint32_t doublings = std::min<std::uint32_t>(received.attempts - 1, 20);
  const auto pause = std::min<std::chrono::milliseconds>(
      config_.settings.retry * (std::int64_t{1} << doublings), kLongestRetry);
  book_->put_back(received, pause);
}

void IntakeService::end(Received& received, ReceivedState state, const std::string& error) {
  received.state = state;
  received.error = error;
  received.ended_at = utc_text(std::chrono::system_clock::now());
  if (state == ReceivedState::kFailed) {
    event_log_->error("image-failed", {{"image", received.id}, {"error", error}});
  } else {
    event_log_->info("image-done", {{"image", received.id}});
  }
  if (auto noted = book_->note(received); !noted) {
    event_log_->error("intake-broke", {{"error", render(noted.error())}});
  }
  book_->put_back(received, {});
}

}  // namespace medisc
