"""MLflow's REST protocol, as its stock client speaks it: tracking, registry, artifacts.

Routes are `mlops_lab.server.endpoint.Endpoints` like our own, loaded when first asked
for; what differs is the shape of errors and MLflow's own rules, which live here alone.
"""
