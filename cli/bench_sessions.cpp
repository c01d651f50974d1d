#include "cli/bench_sessions.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include "cli/bench_order.hpp"
#include "cli/progress.hpp"

namespace medisc {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kWarmSessions = 3;
/// Fewer bundles are dealt too fast to tell how fast, where they are small.
constexpr std::size_t kLeastDealt = 256;

double seconds_since(Clock::time_point started) {
  return std::chrono::duration<double>(Clock::now() - started).count();
}

double milliseconds_each(double seconds, std::size_t count) {
  return seconds * 1000 / static_cast<double>(count);
}

class BenchRun {
 public:
  BenchRun(const BenchArguments& arguments, const BenchInputs& inputs, bool ahead,
           LocalSite& site, Hospital& hospital, const std::function<Result<void>()>& check)
      : arguments_(arguments),
        inputs_(inputs),
        ahead_(ahead),
        site_(site),
        hospital_(hospital),
        check_(check) {}

  Result<SessionFigures> run() {
    const std::size_t total = (kWarmSessions + arguments_.runs) * arguments_.batch;
    ProgressLine progress(ahead_ ? "timing, ahead" : "timing", "records", total);
    const std::size_t fitting = site_.chunk(arguments_.batch);
    const std::size_t chunk = std::max(fitting, (kWarmSessions + 1) * arguments_.batch);
    while (seen_ < total) {
      const std::size_t count = std::min(chunk, total - seen_);
      const std::size_t least = ahead_ ? 0 : std::min(fitting, kLeastDealt);  // timed already
      const std::size_t wanted = std::max(count, least);
      if (auto done = deal(wanted); !done) return tl::unexpected<Error>(done.error());
      if (auto done = prepare_bundles(count); !done) return tl::unexpected<Error>(done.error());
      if (auto done = diagnose_records(count, progress); !done) {
        return tl::unexpected<Error>(done.error());
      }
    }
    figures_.records_per_second = static_cast<double>(timed_records_) / timed_seconds_;
    figures_.dealt_per_second = static_cast<double>(dealt_) / dealt_seconds_;
    figures_.records_a_session = static_cast<std::int64_t>(records_);
    figures_.prepare_ms = milliseconds_each(prepare_seconds_, prepared_);
    figures_.cpu_ms = {milliseconds_each(dealt_cpu_seconds_, dealt_),
                       milliseconds_each(prepare_cpu_seconds_, prepared_),
                       milliseconds_each(timed_cpu_seconds_, timed_records_)};
    return figures_;
  }

 private:
  struct Moment {
    Clock::time_point time;
    double processor_seconds;
  };

  Result<void> deal(std::size_t wanted) {
    if (waiting_ >= wanted) return {};
    const auto dealing = site_.fill_apart(wanted, check_);
    if (!dealing) return tl::unexpected<Error>(dealing.error());
    dealt_ += wanted;
    waiting_ += wanted;
    dealt_seconds_ += dealing->seconds;
    dealt_cpu_seconds_ += dealing->cpu_seconds;
    figures_.fill_peak_bytes =
        std::max(figures_.fill_peak_bytes, static_cast<std::uint64_t>(dealing->peak_bytes));
    return {};
  }

  Result<void> prepare_bundles(std::size_t count) {
    const std::size_t warm = seen_ == 0 ? kWarmSessions * arguments_.batch : 0;
    auto started = Clock::now();
    if (warm > 0) {  // the first fetches plan and masked weights
      if (auto done = prepare_some(1); !done) return done;
      figures_.first_prepare_ms = seconds_since(started) * 1000;
      if (auto done = prepare_some(warm - 1); !done) return done;
      started = Clock::now();
    }
    const double busy = site_.processor_seconds();
    auto done = prepare_some(count - warm);
    prepare_cpu_seconds_ += site_.processor_seconds() - busy;
    prepare_seconds_ += seconds_since(started);
    prepared_ += count - warm;
    return done;
  }

  Result<void> prepare_some(std::size_t count) {
    if (auto go_on = check_(); !go_on) return go_on;
    const auto done = hospital_.prepare({LocalSite::kModel, count, nullptr});
    if (!done) return tl::unexpected<Error>(done.error());
    waiting_ -= count;
    return {};
  }

  Result<void> diagnose_records(std::size_t count, ProgressLine& progress) {
    if (auto go_on = check_(); !go_on) return go_on;
    last_.reset();
    const auto report = [&](std::size_t, std::span<const Diagnosis> session) {
      keep(session);
      progress.show(seen_);
      return check_();
    };
    auto order = bench_order(arguments_, inputs_, site_, seen_, count, report);
    order.ahead = ahead_;
    return hospital_.diagnose(std::move(order));
  }

  void keep(std::span<const Diagnosis> session) {
    const Moment now{Clock::now(), site_.processor_seconds()};
    if (seen_ >= kWarmSessions * arguments_.batch) {
      const SessionCosts& costs = session.front().costs;
      figures_.online_ms.push_back(static_cast<double>(costs.online_us) / 1000);
      if (session.size() >= records_) {  // the last one may be smaller
        records_ = session.size();
        figures_.costs = costs;
      }
      if (last_) {
        timed_seconds_ += std::chrono::duration<double>(now.time - last_->time).count();
        timed_cpu_seconds_ += now.processor_seconds - last_->processor_seconds;
        timed_records_ += session.size();
      }
    }
    seen_ += session.size();
    last_ = now;
  }

  const BenchArguments& arguments_;
  const BenchInputs& inputs_;
  bool ahead_;
  LocalSite& site_;
  Hospital& hospital_;
  const std::function<Result<void>()>& check_;
  SessionFigures figures_;
  std::size_t seen_ = 0;      ///< records diagnosed
  std::size_t dealt_ = 0;     ///< bundles
  std::size_t prepared_ = 0;  ///< bundles, while the time ran
  std::size_t waiting_ = 0;   ///< bundles at the dealer
  std::size_t records_ = 0;   ///< of the largest session
  std::size_t timed_records_ = 0;
  double dealt_seconds_ = 0;
  double dealt_cpu_seconds_ = 0;
  double prepare_seconds_ = 0;
  double prepare_cpu_seconds_ = 0;
  double timed_seconds_ = 0;
  double timed_cpu_seconds_ = 0;
  std::optional<Moment> last_;  ///< end of the session before, of this job
};

}  // namespace

Result<SessionFigures> time_sessions(const BenchArguments& arguments, const BenchInputs& inputs,
                                     bool ahead, LocalSite& site, Hospital& hospital,
                                     const std::function<Result<void>()>& check) {
  return BenchRun(arguments, inputs, ahead, site, hospital, check).run();
}

}  // namespace medisc
