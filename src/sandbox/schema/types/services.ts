/** Services and their endpoints (core/v1, discovery.k8s.io/v1). Written as struct-notation.ts reads it. */
export const SERVICE_TYPES = `
Service
  kind string
  apiVersion string
  metadata ObjectMeta
  spec ServiceSpec
  status ServiceStatus

ServiceSpec
  ports []ServicePort merge=port map=port,protocol
  selector map[string] atomic
  clusterIP string
  clusterIPs []string
  type v1.ServiceType
  externalIPs []string
  sessionAffinity v1.ServiceAffinity
  loadBalancerIP string
  loadBalancerSourceRanges []string
  externalName string
  externalTrafficPolicy v1.ServiceExternalTrafficPolicy
  healthCheckNodePort int32
  publishNotReadyAddresses bool
  sessionAffinityConfig ?SessionAffinityConfig
  ipFamilies []v1.IPFamily
  ipFamilyPolicy ?v1.IPFamilyPolicy
  allocateLoadBalancerNodePorts ?bool
  loadBalancerClass ?string
  internalTrafficPolicy ?v1.ServiceInternalTrafficPolicy
  trafficDistribution ?string

ServiceStatus
  loadBalancer LoadBalancerStatus
  conditions []Condition merge=type map=type

ServicePort
  name string
  protocol v1.Protocol default=TCP
  appProtocol ?string
  port int32 !
  targetPort IntOrString
  nodePort int32

SessionAffinityConfig
  clientIP ?ClientIPConfig

LoadBalancerStatus
  ingress []LoadBalancerIngress

ClientIPConfig
  timeoutSeconds ?int32

LoadBalancerIngress
  ip string
  hostname string
  ipMode ?v1.LoadBalancerIPMode
  ports []PortStatus

PortStatus
  port int32 !
  protocol v1.Protocol !
  error ?string

EndpointSlice
  kind string
  apiVersion string
  metadata ObjectMeta
  addressType v1.AddressType !
  endpoints []Endpoint !
  ports []EndpointPort !

Endpoint
  addresses []string ! set
  conditions EndpointConditions
  hostname ?string
  targetRef ?ObjectReference
  deprecatedTopology map[string]
  nodeName ?string
  zone ?string
  hints ?EndpointHints

EndpointPort atomic
  name ?string
  protocol ?v1.Protocol
  port ?int32
  appProtocol ?string

EndpointConditions
  ready ?bool
  serving ?bool
  terminating ?bool

EndpointHints
  forZones []ForZone
  forNodes []ForNode

ForZone
  name string !

ForNode
  name string !
`;
