/// A plan as Python sees it.
#pragma once

#include <memory>

#include "plan/plan.hpp"

namespace medisc::python {

/// Plans do not change; who holds one shares it.
using SharedPlan = std::shared_ptr<const Plan>;

}  // namespace medisc::python
