/// Keeping one of a hospital's pools full: a conversation that goes on until it is told to end.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "actors/conversation/process.hpp"
#include "actors/hospital/hospital_context.hpp"
#include "config/sections.hpp"

namespace medisc {

struct KeptPool {
  std::shared_ptr<const HospitalContext> hospital;  ///< with the pool's service
  std::string model;
  Levels levels;  ///< prepared bundles
};

/// What those who keep pools share with their owner.
struct PoolShift {
  std::atomic<bool> over = false;
  std::atomic<int> at_work = 0;
};

/// Looks at the pool once a second, and prepares bundles for it once it is low. What goes wrong
/// is logged, and tried again after a pause that grows.
Task<void> keep_pool_full(Process& process, KeptPool pool, std::shared_ptr<PoolShift> shift,
                          std::shared_ptr<EventLog> event_log);

}  // namespace medisc
